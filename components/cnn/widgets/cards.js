// A button a card; the thumbnails are cut from one picture.
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol")
  while (list.children.length > data.cards.length) list.lastChild.remove()
  while (list.children.length < data.cards.length) {
    const item = document.createElement("li")
    item.innerHTML = '<button type="button"><i></i><span></span></button>'
    list.append(item)
  }
  list.style.setProperty("--pictures", `url("${data.src}")`)
  list.style.setProperty("--count", data.cards.length)
  data.cards.forEach((card, index) => {
    const button = list.children[index].firstChild
    const title = Object.assign(document.createElement("strong"), { textContent: card.title })
    const lines = card.lines.map((line) => Object.assign(document.createElement("span"), { textContent: line }))
    button.lastChild.replaceChildren(title, ...lines)
    button.firstChild.style.backgroundPositionX = `${(100 * index) / Math.max(1, data.cards.length - 1)}%`
    button.setAttribute("aria-pressed", index === data.chosen)
    button.onclick = () => setTriggerValue("pick", index)
  })
}
