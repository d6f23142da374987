// A line a class: its name, its probability before and after, and both as bars on one track.
const LINE =
  '<span class="label"></span><span class="numbers"><span class="before"></span> → <span class="after"></span></span>' +
  '<span class="track"><span class="is"></span><span class="was"></span></span>'

const head = () => {
  const line = document.createElement("p")
  line.innerHTML = '<span>Class</span><span class="numbers">untouched → changed</span>'
  return line
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  if (!root.firstChild) root.append(head(), document.createElement("ol"))
  const list = root.lastChild
  while (list.children.length > data.length) list.lastChild.remove()
  while (list.children.length < data.length) {
    const item = document.createElement("li")
    item.innerHTML = LINE
    list.append(item)
  }
  data.forEach((row, place) => {
    const item = list.children[place]
    const part = (name) => item.querySelector("." + name)
    part("label").textContent = row.label
    part("before").textContent = row.was
    part("after").textContent = row.is
    part("was").style.width = `${100 * row.before}%`
    part("is").style.width = `${100 * row.after}%`
    item.classList.toggle("wins", row.wins)
  })
}
