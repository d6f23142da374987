export default function ({ data, parentElement }) {
  const section = parentElement.querySelector("section")
  const [large, list] = section.children
  if (large.src !== data.src) large.src = data.src
  section.classList.toggle("alone", data.below.length === 0)
  list.replaceChildren(
    ...data.below.map(({ src, caption }) => {
      const item = document.createElement("li")
      const image = Object.assign(document.createElement("img"), { src, alt: "" })
      item.append(image, Object.assign(document.createElement("span"), { textContent: caption }))
      return item
    }),
  )
}
