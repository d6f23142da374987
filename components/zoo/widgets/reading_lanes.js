// Everything that happens over time is drawn from left to right, so that what stands below each other happened
// at the same step.
const NOTES = { classes: "answer", states: "hidden units", gradient: "gradient" }
const ROWS = { classes: ["0", "9"] } // what is written at the first and the last row of a strip

const strip = (kind, source, words) => {
  const picture = make("img", { src: source, alt: words })
  const rows = (ROWS[kind] ?? []).map((name) => make("b", {}, name))
  return make("div", { className: `strip ${kind}` }, make("small", {}, NOTES[kind] ?? "", ...rows), picture)
}

const slope = (values) => {
  const last = Math.max(1, values.length - 1)
  const line = values.map((value, step) => `${step / last},${1 - value}`).join(" ")
  const room = make(
    "div",
    { className: "strip gradient" },
    make("small", {}, NOTES.gradient, make("span", {}, " (log)")),
  )
  const drawing = part("svg", room, { viewBox: "0 0 1 1", preserveAspectRatio: "none", role: "img" })
  drawing.setAttribute("aria-label", "The size of the gradient at each step, on a logarithmic scale")
  part("polygon", drawing, { points: `0,1 ${line} 1,1` })
  part("polyline", drawing, { points: line })
  return room
}

const laneOf = ({ name, words, classes, states, gradient }) => {
  const said = make("p", {}, make("b", {}, name), ` ${words}`)
  return make(
    "div",
    { className: "lane" },
    said,
    strip("classes", classes, `${name}: the probabilities of the ten digits after each step`),
    strip("states", states, `${name}: its hidden units after each step`),
    slope(gradient),
  )
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  const given = make(
    "div",
    { className: "lane given" },
    make("p", {}, data.caption),
    strip("read", data.given, data.caption),
  )
  const border = make("i", { className: "border" })
  border.hidden = data.share >= 1
  root.style.setProperty("--share", data.share)
  root.replaceChildren(given, ...data.lanes.map(laneOf), border)
}
