// A button a picture, all cut from one. The arrow keys move along the shelf, Enter or Space chooses.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: "-row", ArrowDown: "+row", Home: "first", End: "last" }

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol")
  const count = data.names.length
  while (list.children.length > count) list.lastChild.remove()
  while (list.children.length < count) {
    const item = document.createElement("li")
    item.innerHTML = '<button type="button"><i></i><span></span></button>'
    list.append(item)
  }
  const button = (place) => list.children[place].firstChild
  list.style.setProperty("--pictures", `url("${data.src}")`)
  list.style.setProperty("--count", count)
  list.style.setProperty("--at-most", data.atMost)
  const columns = () => getComputedStyle(list).gridTemplateColumns.split(" ").length

  const move = (event, place) => {
    if (!(event.key in STEPS)) return
    event.preventDefault()
    const jump = { "-row": -columns(), "+row": columns(), first: -count, last: count }
    const next = Math.min(count - 1, Math.max(0, place + (jump[STEPS[event.key]] ?? STEPS[event.key])))
    button(place).tabIndex = -1
    button(next).tabIndex = 0
    button(next).focus()
  }

  data.names.forEach((name, place) => {
    const one = button(place)
    one.firstChild.style.backgroundPositionX = `${(100 * place) / Math.max(1, count - 1)}%`
    one.lastChild.textContent = name
    one.setAttribute("aria-pressed", place === data.chosen)
    one.tabIndex = place === (data.chosen ?? 0) ? 0 : -1
    one.onclick = () => setTriggerValue("pick", place)
    one.onkeydown = (event) => move(event, place)
  })
}
