// A chart of a few curves in an SVG under its legend. After axes.js, dom.js, numbers.js, svg.js and plot.js.
const powersOfTen = (low, high) => {
  const powers = ticksBetween(Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)).filter(
    Number.isInteger,
  )
  return powers.map((power) => 10 ** power)
}

// A power of ten is written as one where its digits would be too many.
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
const levelName = (value) => {
  const power = Math.log10(value)
  if (!Number.isInteger(power) || Math.abs(power) < 4) return trueMinus(value)
  return `10${power < 0 ? "⁻" : ""}${[...`${Math.abs(power)}`].map((digit) => RAISED[digit]).join("")}`
}

// A symbol is the third thing, beside colour and name, that tells a line from the others.
const SYMBOLS = {
  circle: "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0 -2 0",
  square: "M-0.9 -0.9h1.8v1.8h-1.8z",
  diamond: "M0 -1.3L1.3 0L0 1.3L-1.3 0z",
  "triangle-up": "M0 -1.2L1.2 0.9L-1.2 0.9z",
}
const MARKED_TIMES = 6 // symbols along a line

const drawSymbol = (svg, symbol, colour, [x, y], size) =>
  part("path", svg, {
    class: "symbol",
    d: SYMBOLS[symbol],
    fill: colour,
    transform: `translate(${x} ${y}) scale(${size})`,
  })

const curveLegend = (list, lines) =>
  list.replaceChildren(
    ...lines
      .filter(({ name, faint }) => name && !faint)
      .map(({ name, colour, dashed, symbol }) => {
        const swatch = make("i", { className: dashed ? "dashed" : "" })
        swatch.style.color = colour
        if (symbol) drawSymbol(part("svg", swatch, { viewBox: "-2 -2 4 4" }), symbol, colour, [0, 0], 1)
        return make("li", {}, swatch, name)
      }),
  )

// Draws `plot`, a Plot of curves.py as JSON, into a list and an SVG that stand in `root`.
const drawCurves = (root, list, svg, plot) => {
  const rem = remPixels()
  curveLegend(list, plot.lines)
  const wide = root.clientWidth
  const high = root.clientHeight - list.offsetHeight
  svg.setAttribute("height", high)
  svg.setAttribute("aria-label", `${plot.y} over ${plot.x}`)
  svg.replaceChildren()
  const box = { left: 3.2 * rem, right: wide - 1.2 * rem, top: 1.6 * rem, bottom: high - 2.6 * rem }
  const area = new PlotArea(svg, box, plot.across, plot.up, plot.decades)
  const inside = ([across, up]) => [across, clamp(up, ...plot.up)]
  for (const value of plot.decades ? powersOfTen(...plot.up) : ticksBetween(...plot.up)) {
    area.level("grid", value)
    area.besideAxis(value, levelName(value))
  }
  for (const value of ticksBetween(...plot.across)) area.belowAxis(value, trueMinus(value))
  area.text(box.left, 0.9 * rem, plot.y, "start", "title")
  area.text(box.right, high - 0.4 * rem, plot.x, "end", "title")
  // the first named above its line, the others below
  plot.rules.forEach(({ name, y }, at) => area.rule(clamp(y, ...plot.up), name, at ? -1 : 0.35))
  for (const [number, { points, colour, dashed, faint, symbol }] of plot.lines.entries()) {
    area.curve(points.map(inside), {
      class: `curve${dashed ? " dashed" : ""}${faint ? " faint" : ""}`,
      stroke: colour,
    })
    if (!symbol || faint) continue
    const every = Math.ceil(points.length / MARKED_TIMES)
    const some = points.filter((_, at) => (at - number) % every === 0) // beside those of a line under it
    for (const place of area.pixels(some.map(inside))) drawSymbol(svg, symbol, colour, place, 0.3 * rem)
  }
  for (const mark of plot.marks) markPoint(area, inside(mark), mark[2])
}

// A ring around a point, with words on the side that has more room.
const markPoint = (area, point, words) => {
  area.dots([point], { class: "mark", r: 0.35 * area.rem })
  const [[x, y]] = area.pixels([point])
  const before = x > (area.box.left + area.box.right) / 2
  area.text(x + (before ? -0.6 : 0.6) * area.rem, y + 1.2 * area.rem, words, before ? "end" : "start")
}
