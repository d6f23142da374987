// A row for each method: its name, the network's parts, what it trains, what it has reached. After dom.js. The rows are made
// once and only told what is new, so that what glows goes on glowing.
const rowOf = ({ parts }) => {
  const strip = make("span", { className: "parts" })
  for (const { high, deep, learns } of parts) {
    const one = appended("i", strip, { className: learns ? "learns" : "" })
    one.style.setProperty("--high", high)
    one.style.setProperty("--deep", deep)
  }
  return make("li", {}, make("strong"), strip, make("span"), make("output"))
}

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector("ul")
  const shape = JSON.stringify(data.networks.map(({ parts }) => parts))
  if (list.dataset.shape !== shape) {
    list.dataset.shape = shape
    list.replaceChildren(...data.networks.map(rowOf))
  }
  data.networks.forEach(({ name, colour, learning, trains, reached }, at) => {
    const row = list.children[at]
    const [title, , what, end] = row.children
    Object.assign(title, { textContent: name })
    Object.assign(what, { textContent: trains })
    Object.assign(end, { textContent: reached })
    row.style.setProperty("--colour", colour)
    row.classList.toggle("learning", learning)
  })
}
