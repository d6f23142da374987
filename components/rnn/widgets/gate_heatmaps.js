// Each column: a chart in SVG, under it maps on canvases, all with the visits at the same places. Every map is one
// control: a click or the arrow keys choose unit and visit.
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

class GateHeatmaps {
  constructor(root, life) {
    this.root = root
    this.redraw = life.sized(root, () => {
      if (this.heatmaps) keepingFocus(root, () => this.draw())
    })
  }

  take(heatmaps, send) {
    Object.assign(this, { heatmaps, send })
    this.tables = Object.fromEntries(
      Object.entries(heatmaps.tables).map(([name, table]) => [name, Uint8Array.from(table)]),
    )
    this.redraw()
  }

  draw() {
    this.rem = remPixels()
    this.root.replaceChildren()
    const parts = this.heatmaps.columns.flatMap(([strip, maps]) => {
      const column = appended("article", this.root)
      const place = (kind) => appended("div", column, { className: kind })
      return [this.chart(place("chart"), strip), ...maps.map((map) => this.heat(place("map"), map))]
    })
    parts.forEach((fill) => fill()) // once all are there, each has its room
  }

  // Each of these two puts its elements into `place`, and gives back what fills them.
  chart(place, strip) {
    const { name, unit, values } = strip
    const caption = appended("header", place)
    appended("strong", caption, { textContent: name })
    appended("small", caption, { textContent: unit })
    appended("output", caption, { textContent: values[this.heatmaps.visit] ?? "not measured" })
    const svg = part("svg", place)
    return () => this.plot(svg, strip)
  }

  plot(svg, { values, logarithmic }) {
    const { width: wide, height: high } = svg.getBoundingClientRect()
    const step = wide / values.length
    part("rect", svg, { class: "now", x: step * this.heatmaps.visit, width: step, y: 0, height: high })
    const known = values.flatMap((value, at) => (value === null ? [] : [[at + 0.5, value]]))
    const heights = known.map(([, value]) => value)
    const box = { left: 0, right: wide, top: 0.4 * this.rem, bottom: high - 1.6 * this.rem }
    const ends = [Math.min(...heights), Math.max(...heights)]
    const area = new PlotArea(svg, box, [0, values.length], ends, logarithmic)
    area.curve(known, {})
    area.dots(known, { r: 0.2 * this.rem })
    for (const [at, label] of thinned([...this.heatmaps.visits.entries()], wide, 3 * this.rem)) {
      const x = clamp(step * (at + 0.5), 1.2 * this.rem, wide - 1.2 * this.rem)
      area.text(x, high - 0.35 * this.rem, label)
    }
  }

  heat(place, map) {
    const caption = appended("header", place)
    appended("strong", caption, { textContent: map.title })
    appended("small", caption, { textContent: trueMinus(map.low) })
    const table = this.tables[map.colours]
    const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => `rgb(${colourAt(table, share).join(",")})`)
    appended("i", caption).style.background = `linear-gradient(to right, ${stops})`
    appended("small", caption, { textContent: map.high })
    const reading = appended("output", caption)
    const canvas = appended("canvas", place)
    canvas.tabIndex = 0
    canvas.setAttribute("role", "slider")
    canvas.setAttribute("aria-label", `${map.title}: units over visits`)
    this.listen(canvas, map, reading)
    return () => this.paint(canvas, map, reading)
  }

  paint(canvas, map, reading) {
    const { visits, units, bounds, visit } = this.heatmaps
    const room = [canvas.clientWidth, canvas.clientHeight]
    ;[canvas.width, canvas.height] = room.map((pixels) => Math.round(pixels * devicePixelRatio))
    const context = canvas.getContext("2d")
    const [wide, high] = [canvas.width / visits.length, canvas.height / units.length]
    const box = (column, row, across, down) => [
      Math.round(column * wide),
      Math.round(row * high),
      Math.ceil(across * wide),
      Math.ceil(down * high),
    ]
    map.values.forEach((line, row) =>
      line.forEach((value, column) => {
        if (value === null) return // there the canvas has its own grey
        const share = (value - map.low) / (map.high - map.low)
        context.fillStyle = `rgb(${colourAt(this.tables[map.colours], share).join(",")})`
        context.fillRect(...box(column, row, 1, 1))
      }),
    )
    context.lineWidth = Math.max(1, devicePixelRatio)
    context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--reference")
    bounds.forEach((row) => {
      context.beginPath()
      context.moveTo(0, Math.round(row * high))
      context.lineTo(canvas.width, Math.round(row * high))
      context.stroke()
    })
    const row = units.indexOf(this.heatmaps.unit)
    const frames = [
      [0, row, visits.length, 1],
      [visit, 0, 1, units.length],
    ]
    for (const [colour, thick] of [
      ["black", 5],
      ["white", 2],
    ]) {
      context.strokeStyle = colour
      context.lineWidth = thick * devicePixelRatio
      frames.forEach((frame) => context.strokeRect(...box(...frame)))
    }
    this.read(canvas, map, reading, row, visit)
  }

  read(canvas, map, reading, row, visit) {
    const value = map.values[row][visit]
    const words = `${this.heatmaps.units[row]}: ${value === null ? "none" : inWords(value)}`
    reading.replaceChildren(make("span", { textContent: "unit " }), words)
    canvas.setAttribute(
      "aria-valuetext",
      `unit ${this.heatmaps.units[row]}, visit ${visit + 1}: ${value === null ? "none" : inWords(value)}`,
    )
    canvas.setAttribute("aria-valuenow", this.heatmaps.units[row])
  }

  listen(canvas, map, reading) {
    const { visits, units } = this.heatmaps
    const under = (event) => {
      const box = canvas.getBoundingClientRect()
      const place = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)))
      return [
        place((event.clientY - box.top) / box.height, units.length),
        place((event.clientX - box.left) / box.width, visits.length),
      ]
    }
    canvas.onpointermove = (event) => this.read(canvas, map, reading, ...under(event))
    canvas.onpointerleave = () =>
      this.read(canvas, map, reading, units.indexOf(this.heatmaps.unit), this.heatmaps.visit)
    canvas.onclick = (event) => this.pick(...under(event))
    canvas.onkeydown = (event) => {
      const step = ARROWS[event.key]
      if (!step) return
      event.preventDefault()
      this.pick(units.indexOf(this.heatmaps.unit) + step[0], this.heatmaps.visit + step[1])
    }
  }

  pick(row, visit) {
    const { units, visits } = this.heatmaps
    if (row < 0 || row >= units.length || visit < 0 || visit >= visits.length) return
    Object.assign(this.heatmaps, { unit: units[row], visit })
    this.redraw()
    this.send([units[row], visit])
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new GateHeatmaps(root, life),
    (maps) => maps.take(data, (pick) => setTriggerValue("pick", pick)),
  )
}
