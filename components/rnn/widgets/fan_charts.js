// Each panel is one SVG in pixels, drawn anew when its room changes. The horizon is one for all panels: dragging in
// any of them, or the arrow keys, moves it; Python is told when it is let go.
const ABOVE = 21.6 // rem of the window's height that the page has for other things
const CAPTION = 2.2 // rem above each chart
const SHAPE = 0.62 // height to width on a phone, and at most HIGHEST elsewhere
const HIGHEST = 0.95
const LOWEST = 5.3 // rem
const STEP = 0.25 // years, of an arrow key

// A number in as few digits as a label needs.
const short = (value) => String(Number(value.toPrecision(value < 1 ? 1 : 3)))

// How large a chart is in `columns` columns, and where its plot lies in it, in pixels.
const frameOf = (root, count) => {
  const rem = remPixels()
  const columns = getComputedStyle(root).gridTemplateColumns.split(" ").length
  const wide = root.firstChild.getBoundingClientRect().width
  const row = (innerHeight - ABOVE * rem) / Math.ceil(count / columns) - CAPTION * rem
  const high = columns === 1 ? SHAPE * wide : Math.max(LOWEST * rem, Math.min(HIGHEST * wide, row))
  return { wide, high, left: 2.9 * rem, right: wide - 0.5 * rem, top: 0.4 * rem, bottom: high - 1.5 * rem, rem }
}

// Where a panel's values lie, with a little room above and below them, and the ticks of its vertical axis.
const plotOf = (svg, panel, span, box) => {
  const points = [...panel.known, ...panel.truth, ...panel.gone].map(([, value]) => value)
  const values = points.concat(panel.fan.flat(), panel.before.flat(), panel.reference).filter(Number.isFinite)
  const [bend, back] = panel.logarithmic ? [Math.log, Math.exp] : [Number, Number]
  const [low, high] = [Math.min(...values), Math.max(...values)].map(bend)
  const room = 0.06 * (high - low || 1)
  const area = new PlotArea(svg, box, span, [low - room, high + room].map(back), panel.logarithmic)
  area.ticks = (panel.logarithmic ? logarithmicTicks : evenTicks)(low - room, high + room)
  return area
}

// Three to five round values between two ends, a tenth apart at least.
const evenTicks = (low, high) => ticksBetween(low, high, Math.min(5, (high - low) / 0.1))

// The same on a logarithmic axis, between two logarithms.
const logarithmicTicks = (low, high) => {
  const inside = ROUND.filter((value) => Math.log(value) > low && Math.log(value) < high)
  const every = Math.ceil(inside.length / 4)
  return inside.length > 2 ? inside.filter((_, at) => at % every === 0) : evenTicks(Math.exp(low), Math.exp(high))
}

// The `d` of the area between two lines of equally many points, in pixels.
const band = (low, high) => `${lineThrough([...low, ...[...high].reverse()])}Z`

class FanCharts {
  constructor(root, life) {
    this.root = root
    this.held = false
    this.redraw = life.sized(root, () => {
      if (this.data && !this.held) this.draw()
    })
  }

  take(data, send) {
    if (this.held) {
      // what is dragged must stay what it is
      this.coming = [data, send]
      return
    }
    this.data = data
    this.send = send
    this.moves ??= data.heard
    if (data.heard >= this.moves) this.horizon = data.horizon // not of an answer that was on its way
    const measured = data.panels
      .flatMap(({ known, truth, gone }) => [...known, ...truth, ...gone])
      .map(([year]) => year)
    this.now = data.years[0]
    this.span = [Math.min(0, ...measured), Math.max(data.years.at(-1), data.years_before.at(-1) ?? 0, ...measured)]
    this.redraw()
  }

  draw() {
    const { panels } = this.data
    if (this.root.children.length !== panels.length)
      this.root.replaceChildren(...panels.map(() => document.createElement("figure")))
    this.frame = frameOf(this.root, panels.length)
    panels.forEach((panel, at) => this.fill(this.root.children[at], panel))
    this.show()
  }

  fill(figure, panel) {
    const { wide, high, left, right, top, bottom, rem } = this.frame
    figure.innerHTML = "<figcaption><strong></strong> <span></span><output></output><em></em></figcaption>"
    figure.querySelector("strong").textContent = panel.title
    figure.querySelector("span").textContent = panel.unit
    figure.querySelector("em").textContent = panel.note
    const svg = part("svg", figure, { width: wide, height: high, tabindex: 0, role: "slider" })
    svg.setAttribute("aria-label", `${panel.title}: horizon of the forecast`)
    const area = plotOf(svg, panel, this.span, this.frame)
    const [least, most] = panel.reference.map(area.y)
    part("rect", svg, { class: "usual", x: left, width: right - left, y: most, height: Math.max(0, least - most) })
    this.axes(area)
    panel.outer = part("path", svg, { class: "outer" })
    panel.inner = part("path", svg, { class: "inner" })
    panel.rules = Object.entries(panel.lines).map(([name, values]) => [
      part("path", svg, { class: `rule ${name.replace(" ", "-")}` }),
      values,
    ])
    panel.was = part("path", svg, { class: "was" })
    panel.wasMedian = part("path", svg, { class: "was middle" })
    panel.median = part("path", svg, { class: "median" })
    panel.edge = part("line", svg, { class: "edge", y1: top, y2: bottom })
    area.curve(panel.known, { class: "course" })
    area.dots(panel.known, { class: "known", r: 0.22 * rem })
    area.dots(panel.gone, { class: "gone", r: 0.26 * rem })
    area.dots(panel.truth, { class: "truth", r: 0.26 * rem })
    panel.area = area
    panel.svg = svg
    panel.reading = figure.querySelector("output")
    this.follow(svg)
  }

  axes(area) {
    area.ticks.forEach((value) => {
      area.level("grid", value)
      area.besideAxis(value, short(value))
    })
    const first = Math.ceil(this.span[0])
    const years = Array.from({ length: Math.floor(this.span[1]) - first + 1 }, (_, year) => first + year)
    for (const year of thinned(years, this.frame.right - this.frame.left, 2 * this.frame.rem))
      area.belowAxis(year, year === 0 ? "0 y" : `${year}`)
  }

  follow(svg) {
    const { left, right } = this.frame
    const yearAt = scaleBetween([left, right], this.span)
    const move = (event) => this.go(yearAt(event.clientX - svg.getBoundingClientRect().left) - this.now)
    svg.onpointerdown = (event) => {
      this.held = true
      svg.setPointerCapture(event.pointerId)
      move(event)
    }
    svg.onpointermove = (event) => {
      if (this.held) move(event)
    }
    svg.onpointerup = svg.onpointercancel = () => {
      if (this.held) this.release()
    }
    svg.onkeydown = (event) => {
      const step = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -99, End: 99 }[event.key]
      if (!step) return
      event.preventDefault()
      this.go(this.horizon + step)
    }
    svg.onkeyup = (event) => {
      if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") this.release()
    }
  }

  release() {
    this.held = false
    this.moves += 1
    if (this.coming) this.take(...this.coming)
    this.coming = null
    this.send({ years: this.horizon, number: this.moves })
  }

  go(horizon) {
    const most = this.data.years.at(-1) - this.now
    this.horizon = clamp(Math.round(horizon / 0.05) * 0.05, STEP, most)
    this.show()
  }

  show() {
    const { years } = this.data
    const shown = years.filter((year) => year <= this.now + this.horizon + 1e-6).length
    for (const panel of this.data.panels) {
      const { area } = panel
      const line = (values) => area.pixels(values.slice(0, shown).map((value, at) => [years[at], value]))
      const [lowest, lower, middle, higher, highest] = panel.fan
      panel.outer.setAttribute("d", band(line(lowest), line(highest)))
      panel.inner.setAttribute("d", band(line(lower), line(higher)))
      panel.median.setAttribute("d", lineThrough(line(middle)))
      const inside = ([x, y]) => [x, clamp(y, this.frame.top, this.frame.bottom)]
      panel.rules.forEach(([rule, values]) => rule.setAttribute("d", lineThrough(line(values).map(inside))))
      panel.edge.setAttribute("x1", area.x(years[shown - 1]))
      panel.edge.setAttribute("x2", area.x(years[shown - 1]))
      const reading = [lowest, middle, highest].map((values) => said(values[shown - 1], panel.bounds))
      panel.reading.textContent = `${this.showBefore(panel, years[shown - 1])}${reading[1]} (${reading[0]} to ${reading[2]})`
      panel.svg.setAttribute(
        "aria-valuetext",
        `in ${this.horizon.toFixed(1)} years ${panel.reading.textContent} ${panel.unit}`,
      )
    }
  }

  // Draws the fan to compare with, to the same day, and gives its median then as "1.2 → ", "" without one.
  showBefore(panel, until) {
    const { years_before: years } = this.data
    const shown = years.filter((year) => year <= until + 1e-6).length
    if (!panel.before.length || !shown) return ""
    const line = (values) => panel.area.pixels(values.slice(0, shown).map((value, at) => [years[at], value]))
    const [lowest, , middle, , highest] = panel.before
    panel.was.setAttribute("d", band(line(lowest), line(highest)))
    panel.wasMedian.setAttribute("d", lineThrough(line(middle)))
    return `${said(middle[shown - 1], panel.bounds)} → `
  }
}

// A value in three digits; one that was cut at the bounds lies beyond them.
const said = (value, [low, high]) =>
  `${value >= high ? "over " : value <= low ? "under " : ""}${Number(value.toPrecision(3))}`

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new FanCharts(root, life),
    (charts) => charts.take(data, (horizon) => setTriggerValue("horizon", horizon)),
  )
}
