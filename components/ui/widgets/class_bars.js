// One button a class: name, probability, bar.
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol")
  list.classList.toggle("filling", data.fills)
  list.style.setProperty("--count", data.rows.length)
  while (list.children.length > data.rows.length) list.lastChild.remove()
  while (list.children.length < data.rows.length) {
    const row = document.createElement("li")
    row.innerHTML =
      '<button type="button"><span class="mark"></span><span class="label"></span>' +
      '<span class="number"></span><span class="track"><span class="bar"></span></span></button>'
    list.append(row)
  }
  data.rows.forEach((row, index) => {
    const button = list.children[index].firstChild
    const part = (name) => button.querySelector("." + name)
    part("mark").textContent = row.mark
    part("label").textContent = row.label
    part("number").textContent = row.percent
    part("bar").style.width = `${100 * row.probability}%`
    button.classList.toggle("for", row.mark === "+")
    button.classList.toggle("against", row.mark === "−")
    button.setAttribute("aria-pressed", row.mark === "+")
    button.title = `Show where the network sees “${row.label}”`
    button.onclick = () => setTriggerValue("pick", row.label)
  })
}
