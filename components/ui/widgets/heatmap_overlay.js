// Two stacked pictures; the range input changes the upper one's opacity at display rate and tells
// Python only on release.
const PARTS = {
  ".stage": '<img class="photo" draggable="false"><img class="heat" alt="" draggable="false"><small></small>',
  figcaption: '<span class="scale"></span><span class="low"></span><span class="high"></span>',
  label: '<span>Photo</span><input type="range" min="0" max="100" step="5"><span>Heat map</span>',
}

export default function ({ data, parentElement, setStateValue }) {
  for (const [selector, html] of Object.entries(PARTS)) {
    const part = parentElement.querySelector(selector)
    if (!part.firstChild) part.innerHTML = html
  }
  const [photo, heat] = parentElement.querySelectorAll("img")
  const [scale, low, high] = parentElement.querySelectorAll("figcaption span")
  const range = parentElement.querySelector("input")

  if (photo.src !== data.photo) photo.src = data.photo
  if (heat.src !== data.heat) heat.src = data.heat
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
