const ABOVE = 9.5 // rem of the window's height that the page has above
const [LOWEST, HIGHEST] = [9, 34] // rem

const decades = (low, high) => {
  const powers = ticksBetween(Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)).filter(
    Number.isInteger,
  )
  return powers.map((power) => 10 ** power)
}

const legend = (list, lines) =>
  list.replaceChildren(
    ...lines
      .filter(({ faint }) => !faint)
      .map(({ name, colour, dashed }) => {
        const swatch = make("i", { className: dashed ? "dashed" : "" })
        swatch.style.color = colour
        return make("li", {}, swatch, name)
      }),
  )

const draw = (root, plot) => {
  const rem = remPixels()
  const [list, svg] = root.children
  legend(list, plot.lines)
  const wide = root.clientWidth
  const high = Math.min(
    HIGHEST * rem,
    Math.max(LOWEST * rem, innerHeight - (ABOVE + plot.below) * rem - list.offsetHeight),
    0.9 * wide,
  )
  svg.setAttribute("height", high)
  svg.setAttribute("aria-label", `${plot.y} over ${plot.x}`)
  svg.replaceChildren()
  const [left, right, top, bottom] = [3.2 * rem, wide - 0.6 * rem, 1.6 * rem, high - 2.6 * rem]
  const bend = plot.decades ? Math.log : (value) => value
  const [low, most] = plot.up.map(bend)
  const x = (value) => left + ((right - left) * (value - plot.across[0])) / (plot.across[1] - plot.across[0])
  const y = (value) => Math.min(bottom, Math.max(top, bottom - ((bottom - top) * (bend(value) - low)) / (most - low)))
  for (const value of plot.decades ? decades(...plot.up) : ticksBetween(...plot.up)) {
    part("line", svg, { class: "grid", x1: left, x2: right, y1: y(value), y2: y(value) })
    part("text", svg, { x: left - 0.4 * rem, y: y(value) + 0.3 * rem, "text-anchor": "end" }, trueMinus(value))
  }
  for (const value of ticksBetween(...plot.across))
    part("text", svg, { x: x(value), y: bottom + 1.1 * rem, "text-anchor": "middle" }, trueMinus(value))
  part("text", svg, { class: "title", x: left, y: 0.9 * rem }, plot.y)
  part("text", svg, { class: "title", x: right, y: high - 0.4 * rem, "text-anchor": "end" }, plot.x)
  plot.rules.forEach(({ name, y: value }, at) => {
    // the first named above its line, the others below
    part("line", svg, { class: "rule", x1: left, x2: right, y1: y(value), y2: y(value) })
    part("text", svg, { x: right, y: y(value) + (at ? 1 : -0.35) * rem, "text-anchor": "end" }, name)
  })
  for (const { points, colour, dashed, faint } of plot.lines) {
    const d = lineThrough(points.map(([across, up]) => [x(across), y(up)]))
    part("path", svg, { class: `line${dashed ? " dashed" : ""}${faint ? " faint" : ""}`, d, stroke: colour })
  }
  for (const [across, up, text] of plot.marks) {
    part("circle", svg, { class: "mark", cx: x(across), cy: y(up), r: 0.35 * rem })
    const before = x(across) > (left + right) / 2
    part(
      "text",
      svg,
      { x: x(across) + (before ? -0.6 : 0.6) * rem, y: y(up) + 1.2 * rem, "text-anchor": before ? "end" : "start" },
      text,
    )
  }
}

class Curves {
  constructor(root, life) {
    appended("ul", root)
    part("svg", root, { role: "img" })
    this.redraw = life.sized(root, () => {
      if (this.plot) draw(root, this.plot)
    })
  }

  take(plot) {
    this.plot = plot
    this.redraw()
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new Curves(root, life),
    (curves) => curves.take(data),
  )
}
