export default function ({ data, parentElement }) {
  parentElement.querySelector("ul").replaceChildren(
    ...data.tiles.map((tile) => {
      const item = document.createElement("li")
      const image = Object.assign(document.createElement("img"), { src: tile.src, alt: "" })
      const caption = Object.assign(document.createElement("span"), { textContent: tile.caption })
      const mark = Object.assign(document.createElement("strong"), { textContent: tile.mark })
      item.classList.toggle("marked", tile.marked)
      item.append(image, caption, ...(tile.mark ? [mark] : []))
      return item
    }),
  )
}
