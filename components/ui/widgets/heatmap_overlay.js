// A photo with a heat map over a box of it; the range input changes the heat map's opacity at display rate and
// tells Python only on release. The box may be moved (movable_box.js).
const PARTS = {
  ".stage":
    '<img class="photo" draggable="false"><div class="box"><img class="heat" alt="" draggable="false"></div>' +
    "<small></small>",
  figcaption: '<span class="scale"></span><span class="low"></span><span class="high"></span>',
  label: '<span>Photo</span><input type="range" min="0" max="100" step="5"><span>Heat map</span>',
}
const HINT = "The square that the network sees. Drag it, or use the arrow keys."

const drawBox = (box, data, tell) => {
  if (box.matches(":active")) return // a run of the page for another reason, in mid-drag
  layBox(box, data.box)
  box.classList.remove("moving")
  box.classList.toggle("movable", data.movable)
  if (!data.movable) return
  box.tabIndex = 0
  box.title = HINT
  box.setAttribute("role", "group")
  box.setAttribute("aria-label", HINT)
  letBoxMove(box, data.box, tell)
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  for (const [selector, html] of Object.entries(PARTS)) {
    const part = parentElement.querySelector(selector)
    if (!part.firstChild) part.innerHTML = html
  }
  const [photo, heat] = parentElement.querySelectorAll("img")
  const [scale, low, high] = parentElement.querySelectorAll("figcaption span")
  const range = parentElement.querySelector("input")

  parentElement.querySelector("figure").style.setProperty("--aspect", data.aspect)
  if (photo.src !== data.photo) photo.src = data.photo
  if (heat.src !== data.heat) heat.src = data.heat
  drawBox(parentElement.querySelector(".box"), data, (place) => setTriggerValue("place", place))
  photo.alt = `The photo, with a heat map over it: ${data.ends.join(" to ")}`
  parentElement.querySelector("small").textContent = data.credit
  low.textContent = data.ends[0]
  high.textContent = data.ends[1]
  scale.style.background = `linear-gradient(to right, ${data.scale.join(", ")})`
  range.setAttribute("aria-label", "Opacity of the heat map, in per cent")

  const show = () => {
    heat.style.opacity = range.value / 100
  }
  if (!range.matches(":active")) range.value = data.opacity
  show()
  range.oninput = show
  range.onchange = () => setStateValue("opacity", Number(range.value))
}
