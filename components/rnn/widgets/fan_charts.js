// One panel is large, with axes and with names on its lines; the others stand small beside it, and a click makes one of
// them the large one. Each is one SVG in pixels, drawn anew when its room changes. The horizon is one for all panels:
// dragging in the large one, or the arrow keys, moves it; Python is told when it is let go.
const STEP = 0.25 // years, of an arrow key
const APART = 1.2 // rem between the names of lines
const BELOW = [-0.8, 1.6, 2.8, -2] // rem under a point at which its name may stand, the best first
const ABOVE = 1.1 // rem from the top of the room to the foot of what stands above the plot
const USUAL = 1 / 4 // of the height, at most, where all values lie outside of what is usual
const SIGN = "⚠\uFE0E"
const GUESS = `${SIGN} outside the training data: a guess`

// A number in as few digits as a tick needs.
const short = (value) => String(Number(value.toPrecision(value < 1 ? 1 : 3)))

// A measured value as it was given, without what a conversion of units has added: as `format_number` of Python does.
const measured = (value) => {
  const places = value ? Math.max(1, 3 - Math.floor(Math.log10(Math.abs(value)))) : 0
  return String(Number(value.toFixed(places)))
}

// Where the plot lies in its room, in pixels.
const frameOf = (room, large) => {
  const rem = remPixels()
  const [wide, high] = [room.clientWidth, room.clientHeight]
  if (!large) return { left: 0.3 * rem, right: wide - 0.3 * rem, top: 0.3 * rem, bottom: high - 0.3 * rem, wide, high }
  return { left: 3 * rem, right: wide - 0.6 * rem, top: 1.6 * rem, bottom: high - 2.6 * rem, wide, high }
}

// Where a panel's values lie, with a little room above and below them, and the ticks of its vertical axis.
const plotOf = (svg, panel, span, box) => {
  const points = [...panel.known, ...panel.truth, ...panel.gone].map(([, value]) => value)
  const values = points.concat(panel.fan.flat(), panel.before.flat()).filter(Number.isFinite)
  const [bend, back] = panel.logarithmic ? [Math.log, Math.exp] : [Number, Number]
  const [low, high] = endsOf(values.map(bend), panel.reference.map(bend))
  const area = new PlotArea(svg, box, span, [low, high].map(back), panel.logarithmic)
  area.ticks = (panel.logarithmic ? logarithmicTicks : evenTicks)(low, high)
  return area
}

// The ends of an axis for values and for what is usual, with a little room. Where all values lie on one side of what is
// usual, no more of this is shown than a share of the height.
const endsOf = (values, usual) => {
  const [least, most] = usual
  const [low, high] = [Math.min(...values, ...usual), Math.max(...values, ...usual)]
  const room = 0.06 * (high - low || 1)
  const ends = [low - room, high + room]
  const shown = USUAL / (1 - USUAL) // of the rest of the height
  if (Math.min(...values) > most) ends[0] = Math.max(ends[0], most - shown * (ends[1] - most))
  if (Math.max(...values) < least) ends[1] = Math.min(ends[1], least + shown * (least - ends[0]))
  return ends
}

// Three to five round values between two ends, a tenth apart at least.
const evenTicks = (low, high) => ticksBetween(low, high, Math.min(5, (high - low) / 0.1))

// The same on a logarithmic axis, between two logarithms.
const logarithmicTicks = (low, high) => {
  const inside = ROUND.filter((value) => Math.log(value) > low && Math.log(value) < high)
  const every = Math.ceil(inside.length / 6)
  return inside.length > 2 ? inside.filter((_, at) => at % every === 0) : evenTicks(Math.exp(low), Math.exp(high))
}

// The `d` of the area between two lines of equally many points, in pixels.
const band = (low, high) => `${lineThrough([...low, ...[...high].reverse()])}Z`

// Whether two boxes overlap.
const meet = (one, other) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

// Heights that are at least `apart` from each other, in the order they came, near what was wished for and within bounds.
const spread = (wished, apart, low, high) => {
  const order = wished.map((_, at) => at).sort((a, b) => wished[a] - wished[b])
  const placed = []
  let next = low
  for (const at of order) {
    placed[at] = Math.max(next, wished[at])
    next = placed[at] + apart
  }
  let last = high
  for (const at of order.reverse()) {
    placed[at] = Math.min(last, placed[at])
    last = placed[at] - apart
  }
  return placed
}

class FanCharts {
  constructor(root, life) {
    this.root = root
    this.held = false
    this.redraw = life.sized(root, () => {
      if (this.data && !this.held) keepingFocus(root, () => this.draw())
    })
  }

  take(data, send) {
    if (this.held) {
      // what is dragged must stay what it is
      this.coming = [data, send]
      return
    }
    this.moves ??= data.heard
    if (data.heard >= this.moves) {
      // not of an answer that was on its way
      this.horizon = data.horizon
      if (data.large !== this.data?.large) this.large = data.large
    }
    const hasTruth = ({ panels }) => panels.some(({ truth }) => truth.length)
    this.reveals = this.data && !hasTruth(this.data) && hasTruth(data)
    this.data = data
    this.send = send
    const measured = data.panels
      .flatMap(({ known, truth, gone }) => [...known, ...truth, ...gone])
      .map(([year]) => year)
    this.now = data.years[0]
    this.span = [Math.min(0, ...measured), Math.max(data.years.at(-1) ?? 1, data.years_before.at(-1) ?? 0, ...measured)]
    this.redraw()
    this.reveals = false
  }

  draw() {
    const { panels } = this.data
    if (this.root.children.length !== panels.length)
      this.root.replaceChildren(...panels.map(() => document.createElement("figure")))
    this.root.classList.toggle("alone", !this.data.small)
    panels.forEach((panel, at) => this.fill(this.root.children[at], panel, at))
    this.show()
  }

  fill(figure, panel, at) {
    const large = at === this.large
    figure.className = large ? "large" : ""
    figure.innerHTML =
      "<figcaption><strong></strong> <span></span><output></output><p><em></em><b></b></p></figcaption><div></div>"
    figure.querySelector("strong").textContent = panel.title
    figure.querySelector("span").textContent = large ? panel.unit : ""
    figure.querySelector("em").textContent = large ? panel.note : ""
    panel.reading = figure.querySelector("output")
    panel.reading.textContent = this.read(panel, large) // before the room under it is measured
    // its line is kept wherever a drag can come to need it, so that the chart doesn't jump
    panel.guess = figure.querySelector("b")
    panel.guess.textContent = large && panel.guess_from !== null ? GUESS : ""
    const room = figure.lastChild
    panel.frame = frameOf(room, large)
    const { wide, high, left, right, top, bottom } = panel.frame
    panel.svg = part("svg", room, { width: Math.max(0, wide), height: Math.max(0, high), tabindex: 0 })
    const area = plotOf(panel.svg, panel, this.span, panel.frame)
    panel.area = area
    const [least, most] = panel.reference.map(area.y).map((y) => clamp(y, top, bottom))
    const usual = { x: left, width: Math.max(0, right - left), y: most, height: Math.max(0, least - most) }
    part("rect", panel.svg, { class: "usual", ...usual })
    if (large) this.axes(area)
    panel.outer = part("path", panel.svg, { class: "outer" })
    panel.inner = part("path", panel.svg, { class: "inner" })
    panel.rules = Object.entries(large ? panel.lines : {}).map(([name, values]) => [
      part("path", panel.svg, { class: `rule ${name.replace(" ", "-")}` }),
      values,
      name,
    ])
    panel.was = part("path", panel.svg, { class: "was" })
    panel.wasMedian = part("path", panel.svg, { class: "was middle" })
    panel.median = part("path", panel.svg, { class: "median" })
    if (this.now !== undefined) panel.edge = part("line", panel.svg, { class: "edge", y1: top, y2: bottom })
    const size = (large ? 0.3 : 0.17) * area.rem
    area.curve(panel.known, { class: "course" })
    area.dots(panel.known, { class: "known", r: size })
    area.dots(panel.gone, { class: "gone", r: 1.2 * size })
    area.dots(panel.truth, { class: "truth", r: 1.2 * size })
    if (this.reveals)
      panel.svg.querySelectorAll(".truth").forEach((dot, number) => {
        dot.classList.add("revealed") // one after the other
        dot.style.animationDelay = `${0.35 * number}s`
      })
    if (large) this.nameMarks(panel)
    panel.names = part("g", panel.svg)
    if (large) this.follow(panel)
    else this.offer(figure, panel, at)
  }

  axes(area) {
    const { left, right, bottom } = area.box
    area.ticks.forEach((value) => {
      area.level("grid", value)
      area.besideAxis(value, short(value))
    })
    const first = Math.ceil(this.span[0])
    const years = Array.from({ length: Math.floor(this.span[1]) - first + 1 }, (_, year) => first + year)
    for (const year of thinned(years, right - left, 2 * area.rem)) area.belowAxis(year, `${year}`)
    area.text(right, bottom + 2.3 * area.rem, "years since the first visit", "end")
    if (area.logarithmic) area.text(0, ABOVE * area.rem, "log scale", "start", "scale")
  }

  // Names beside what doesn't move with the horizon.
  nameMarks({ area, known, gone, reference }) {
    const { rem, box } = area
    const [least, most] = reference.map(area.y).map((y) => clamp(y, box.top, box.bottom))
    const inside = least - most > 1.6 * rem
    const words = `usual today: ${reference.map(measured).join(" to ")}`
    if (least > most) area.text(box.right - 0.4 * rem, (inside ? least : most) - 0.4 * rem, words, "end", "name")
    if (known.length) this.nameMark(area, known[0], "measured", known[1])
    if (gone.length) this.nameMark(area, gone.at(-1), `was ${measured(gone.at(-1)[1])}`)
  }

  // A name above a point; below it where there is no room, or where the line goes up to the next one.
  nameMark(area, point, words, next = point) {
    const { rem, box } = area
    const [[x, y], [, goesOn]] = area.pixels([point, next])
    const above = y - 1.8 * rem > box.top && (goesOn >= y || y + 1.8 * rem > box.bottom)
    const anchor = x > (box.left + box.right) / 2 ? "end" : "start"
    const from = clamp(x, box.left + 0.3 * rem, box.right)
    area.text(from, y + (above ? -0.8 : 1.6) * rem, words, anchor, "name")
  }

  // A small panel is a button that makes it the large one.
  offer(figure, { svg, title }, at) {
    svg.setAttribute("role", "button")
    svg.setAttribute("aria-label", `${title}: show it large`)
    figure.onclick = () => this.enlarge(at)
    svg.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return
      event.preventDefault()
      this.enlarge(at)
    }
  }

  enlarge(at) {
    this.large = at
    this.draw()
    this.data.panels[at].svg.focus()
    this.moves += 1
    this.send("large", { large: at, number: this.moves })
  }

  follow({ svg, title, frame, area }) {
    svg.closest("figure").onclick = null
    if (this.now === undefined) {
      svg.setAttribute("role", "img")
      svg.setAttribute("aria-label", `${title} over years`)
      return
    }
    svg.setAttribute("role", "slider")
    svg.setAttribute("aria-label", `${title}: horizon of the forecast`)
    const yearAt = scaleBetween([frame.left, frame.right], this.span)
    const move = (event) => this.go(yearAt(event.clientX - area.svg.getBoundingClientRect().left) - this.now)
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
    this.send("horizon", { years: this.horizon, number: this.moves })
  }

  go(horizon) {
    const most = this.data.years.at(-1) - this.now
    this.horizon = clamp(Math.round(horizon / 0.05) * 0.05, STEP, most)
    this.show()
  }

  // How many of some years lie before the horizon.
  countShown(years) {
    return years.filter((year) => year <= this.now + this.horizon + 1e-6).length
  }

  // What a panel says of the horizon: the median, after the one to compare with; in the large one its interval too.
  read(panel, large) {
    const { fan, before, bounds, known } = panel
    if (this.now === undefined) return known.length ? `last: ${measured(known.at(-1)[1])}` : "not measured"
    const shown = this.countShown(this.data.years)
    const shownBefore = before.length ? this.countShown(this.data.years_before) : 0
    const was = shownBefore ? `${said(before[2][shownBefore - 1], bounds)} → ` : ""
    const [low, , median, , high] = fan.map((values) => said(values[shown - 1], bounds))
    return large
      ? `${this.ahead()}: ${was}${median} (80 %: ${low} to ${high})`
      : `${this.guesses(panel) ? `${SIGN} ` : ""}${was}${median}`
  }

  // The horizon in words.
  ahead() {
    const years = Number(this.horizon.toFixed(2))
    return `in ${years} ${years === 1 ? "year" : "years"}`
  }

  // Whether what is shown of a panel reaches outside the training data.
  guesses({ guess_from: from }) {
    return from !== null && this.horizon + 1e-6 >= from
  }

  show() {
    if (this.now === undefined) return
    const { years, panels } = this.data
    const shown = this.countShown(years)
    panels.forEach((panel, at) => {
      const { area, frame } = panel
      const line = (values) => area.pixels(values.slice(0, shown).map((value, at) => [years[at], value]))
      const [lowest, lower, middle, higher, highest] = panel.fan
      panel.outer.setAttribute("d", band(line(lowest), line(highest)))
      panel.inner.setAttribute("d", band(line(lower), line(higher)))
      panel.median.setAttribute("d", lineThrough(line(middle)))
      const inside = ([x, y]) => [x, clamp(y, frame.top, frame.bottom)]
      panel.rules.forEach(([rule, values]) => rule.setAttribute("d", lineThrough(line(values).map(inside))))
      panel.edge.setAttribute("x1", area.x(years[shown - 1]))
      panel.edge.setAttribute("x2", area.x(years[shown - 1]))
      const before = this.showBefore(panel)
      panel.reading.textContent = this.read(panel, at === this.large)
      if (at !== this.large) return
      const guess = this.guesses(panel)
      panel.guess.classList.toggle("said", guess)
      panel.svg.setAttribute("aria-valuetext", `${panel.reading.textContent} ${panel.unit}${guess ? `, ${GUESS}` : ""}`)
      const last = (values) => area.y(values[shown - 1])
      const [now, old] = this.data.names
      this.nameLines(panel, area.x(years[shown - 1]), [
        ["median-name", now, last(middle)],
        ["", "50 % interval", last(higher)],
        ["", "80 % interval", last(highest)],
        ...panel.rules.map(([, values, name]) => ["", name, last(values)]),
        ...(before.length ? [["was-name", old, area.y(before.at(-1))]] : []),
      ])
    })
  }

  // The names of lines beside their ends: beyond the horizon if there is room, else before it.
  nameLines({ area, names, truth }, edge, lines) {
    const { rem, box } = area
    names.replaceChildren()
    this.nameHorizon(area, names, edge)
    const texts = lines.map(([kind, words]) => part("text", names, { class: `name ${kind}` }, words))
    const widest = Math.max(...texts.map((text) => text.getComputedTextLength()))
    const after = edge + widest + 0.5 * rem < box.right
    const wished = lines.map(([, , y]) => clamp(y, box.top, box.bottom))
    spread(wished, APART * rem, box.top + 0.6 * rem, box.bottom - 0.4 * rem).forEach((y, at) => {
      texts[at].setAttribute("x", edge + (after ? 0.5 : -0.5) * rem)
      texts[at].setAttribute("y", y + 0.3 * rem)
      texts[at].setAttribute("text-anchor", after ? "start" : "end")
    })
    if (truth.length) this.nameTruth(area, names, truth, edge)
  }

  // The name of what came, at the point farthest from the horizon: above or below it, where no other name stands.
  nameTruth({ x, y, rem, box }, names, truth, edge) {
    const far = ([year]) => Math.abs(x(year) - edge)
    const [year, value] = far(truth[0]) > far(truth.at(-1)) ? truth[0] : truth.at(-1)
    const others = [...names.children].map((one) => one.getBBox())
    const name = part("text", names, { class: "name truth-name" }, "what really happened")
    const anchors = x(year) > (box.left + box.right) / 2 ? ["end", "start"] : ["start", "end"]
    for (const [below, anchor] of BELOW.flatMap((one) => anchors.map((anchor) => [one, anchor]))) {
      name.setAttribute("x", x(year))
      name.setAttribute("y", y(value) + below * rem)
      name.setAttribute("text-anchor", anchor)
      const one = name.getBBox()
      const inside = one.x > box.left && one.x + one.width < box.right && one.y > box.top
      if (inside && one.y + one.height < box.bottom && !others.some((other) => meet(one, other))) return
    }
  }

  // The name of the horizon above its line, as near as the room and the name of the scale allow.
  nameHorizon({ svg, rem, box }, names, edge) {
    const name = part("text", names, { class: "ahead", y: ABOVE * rem, "text-anchor": "middle" }, this.ahead())
    const half = name.getComputedTextLength() / 2
    const scale = svg.querySelector(".scale")
    const from = scale ? scale.getComputedTextLength() + rem : 0
    name.setAttribute("x", clamp(edge, from + half, box.right - half))
  }

  // Draws the fan to compare with, to the same day, and gives its medians until then, [] without one.
  showBefore(panel) {
    const { years_before: years } = this.data
    const shown = panel.before.length ? this.countShown(years) : 0
    if (!shown) return []
    const line = (values) => panel.area.pixels(values.slice(0, shown).map((value, at) => [years[at], value]))
    const [lowest, , middle, , highest] = panel.before
    panel.was.setAttribute("d", band(line(lowest), line(highest)))
    panel.wasMedian.setAttribute("d", lineThrough(line(middle)))
    return middle.slice(0, shown)
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
    (charts) => charts.take(data, setTriggerValue),
  )
}
