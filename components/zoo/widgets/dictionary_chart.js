// The error against the number of active units: of the digit, and of held-out digits in the mean. After plot.js.
const drawErrors = (svg, errors, heldOut, active) => {
  const rem = remPixels()
  const [wide, high] = [svg.clientWidth, svg.clientHeight]
  svg.replaceChildren()
  if (high < 5 * rem) return
  const own = errors.map((error, at) => [at + 1, error])
  const most = Math.max(...own.map(([, error]) => error), ...heldOut.map(([, error]) => error), 0.01)
  const box = { left: 3.4 * rem, right: wide - 1.1 * rem, top: 1.6 * rem, bottom: high - 2.4 * rem }
  const area = new PlotArea(svg, box, [0, own.length], [0, most])
  for (const value of ticksBetween(0, most, 4)) {
    area.level("grid", value)
    area.besideAxis(value, value)
  }
  for (const value of ticksBetween(0, own.length, 5)) area.belowAxis(value, value)
  area.text(box.left, 0.9 * rem, "error", "start", "title")
  area.text(box.right, high - 0.3 * rem, "active units", "end", "title")
  area.curve(heldOut, { class: "curve held-out" })
  area.curve(own, { class: "curve own" })
  nameCurves(area, own, heldOut)
  area.dots([own[active - 1]], { class: "now", r: 0.4 * rem })
}

// Each curve's name stands beside it: above the upper one, and below the lower one, where it has room before the axis.
const UPPER_AT = 0.12 // of the way
const LETTER_WIDTH = 0.5 // rem
const nameCurves = (area, own, heldOut) => {
  const named = [
    [own, "this digit"],
    [heldOut, "held-out digits, mean"],
  ]
  if (valueNear(own, UPPER_AT * own.length) > valueNear(heldOut, UPPER_AT * own.length)) named.reverse()
  const [[lower, below], [upper, above]] = named
  const first = UPPER_AT * own.length
  area.text(area.x(first) + 0.5 * area.rem, area.y(valueNear(upper, first)) - 0.5 * area.rem, above, "start")
  const room = (LETTER_WIDTH * below.length + 0.8) * area.rem
  const second = (room / (area.box.right - area.box.left)) * own.length
  area.text(area.x(second) - 0.4 * area.rem, area.y(valueNear(lower, second)) + 1.3 * area.rem, below, "end")
}

const valueNear = (points, place) =>
  points.reduce((best, point) => (Math.abs(point[0] - place) < Math.abs(best[0] - place) ? point : best))[1]
