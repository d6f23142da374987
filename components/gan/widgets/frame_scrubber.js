// All frames lie in one picture, so the slider only chooses which of them is painted.
const PACE = 600 // milliseconds a frame while it plays

// Three digits, as far as a reading needs them.
const written = (value) => {
  if (value === undefined) return "–"
  return inWords(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 2)
}

// The value of a curve at a frame: that of the last point not after it, or none before the first.
const at = (points, frame) => points.findLast(([x]) => x <= frame + 1e-6)?.[1]

class FrameScrubber {
  constructor(root, life) {
    this.life = life
    this.root = root
    this.halt = () => {}
    this.seen = life.sight(root)
    this.canvas = appended("canvas", root)
    this.canvas.setAttribute("role", "img")
    this.charts = appended("div", root, { className: "charts" })
    const bar = appended("div", root, { className: "bar" })
    this.play = appended("button", bar, { type: "button" })
    this.range = appended("input", bar, { type: "range" })
    this.range.setAttribute("aria-label", "moment of the training")
    this.caption = appended("output", bar)
    this.caption.setAttribute("aria-live", "off") // the slider says it already
    this.strip = appended("div", root, { className: "strip" })
    this.film = appended("img", this.strip, { draggable: false })
    this.mark = appended("i", this.strip)
    this.range.oninput = () => {
      this.stop()
      this.show(Number(this.range.value))
    }
    this.range.onchange = () => this.rest()
    this.play.onclick = () => (this.playing ? (this.stop(), this.rest()) : this.start())
    this.strip.onpointerdown = (event) => {
      this.strip.setPointerCapture(event.pointerId)
      this.stop()
      this.point(event)
    }
    this.strip.onpointermove = (event) => {
      if (this.strip.hasPointerCapture(event.pointerId)) this.point(event)
    }
    this.strip.onpointerup = () => this.rest()
    this.redraw = life.sized(this.charts, () => this.draw())
    this.cursors = []
    this.stop()
  }

  async take(data, tell) {
    const other = !this.data || this.data.frames !== data.frames
    const moved = !this.data || this.data.frame !== data.frame
    Object.assign(this, { data, tell })
    if (this.canvas.width !== data.side) this.canvas.width = this.canvas.height = data.side // it also wipes
    Object.assign(this.range, { min: 0, max: data.captions.length - 1, step: 1 })
    this.root.style.setProperty("--frames", data.captions.length)
    if (this.film.src !== data.strip) Object.assign(this.film, { src: data.strip, alt: data.strip_words })
    if (other) {
      const image = new Image()
      image.src = data.frames
      await image.decode()
      this.image = image
    }
    if (other || moved) {
      this.stop()
      this.now = data.frame
    }
    this.redraw()
  }

  show(frame) {
    this.now = frame
    const { side, captions, words } = this.data
    this.canvas.getContext("2d").drawImage(this.image, 0, frame * side, side, side, 0, 0, side, side)
    this.canvas.setAttribute("aria-label", `${words}: ${captions[frame]}`)
    this.canvas.dataset.frame = frame
    this.range.value = frame
    this.range.setAttribute("aria-valuetext", captions[frame])
    this.caption.textContent = captions[frame]
    this.root.style.setProperty("--now", frame)
    this.cursors.forEach((move) => move(frame))
    this.charts.querySelectorAll("figcaption output").forEach((output) => {
      output.textContent = written(
        at(this.data.charts[output.dataset.chart].curves[output.dataset.curve].points, frame),
      )
    })
  }

  // Shows the frame of the strip under the pointer.
  point(event) {
    const { left, width } = this.strip.getBoundingClientRect()
    const count = this.data.captions.length
    this.show(clamp(Math.floor((count * (event.clientX - left)) / width), 0, count - 1))
  }

  rest() {
    this.tell("rest", this.now)
  }

  start() {
    const last = this.data.captions.length - 1
    if (this.now === last) this.show(0)
    this.halt = this.life.every(PACE, () => {
      if (!this.seen()) return
      this.show(this.now + 1)
      if (this.now === last) {
        this.stop()
        this.rest()
      }
    })
    this.playing = true
    this.play.textContent = "Pause"
  }

  stop() {
    this.halt()
    this.playing = false
    this.play.textContent = "Play"
  }

  // --- The charts --------------------------------------------------------------------------------------------

  draw() {
    if (!this.image) return
    this.charts.replaceChildren()
    this.cursors = []
    this.data.charts
      .map((chart, number) => [this.titled(chart, number), chart]) // all titles first: they take their room
      .forEach(([figure, chart]) => this.chart(figure, chart))
    this.show(this.now)
  }

  titled(chart, number) {
    const figure = appended("figure", this.charts)
    const title = appended("figcaption", figure)
    appended("b", title).textContent = chart.title
    chart.curves.forEach(({ name, colour, dashed }, curve) => {
      const entry = appended("span", title)
      appended("i", entry, { className: dashed ? "dashed" : "" }).style.setProperty("--colour", colour)
      entry.append(`${name} `)
      const value = appended("output", entry)
      value.setAttribute("aria-live", "off")
      Object.assign(value.dataset, { chart: number, curve })
    })
    return figure
  }

  chart(figure, chart) {
    const rem = remPixels()
    const [wide, high] = [figure.clientWidth, figure.clientHeight - figure.firstChild.offsetHeight]
    const svg = part("svg", figure, { height: high, role: "img", "aria-label": chart.title })
    const values = [
      ...chart.curves.flatMap(({ points }) => points.map((point) => point[1])),
      ...chart.rules.map((rule) => rule[1]),
    ]
    const [first, last] = [chart.ticks[0][0], chart.ticks.at(-1)[0]]
    const ends = [Math.min(...values), Math.max(...values)]
    const box = { left: 4.2 * rem, right: wide - 1.3 * rem, top: 0.8 * rem, bottom: high - 1.6 * rem }
    const area = new PlotArea(svg, box, [first, last], ends, chart.decades)
    const roomy = high > 8 * rem // else the rules' names would lie over each other
    for (const [name, value] of chart.rules) this.rule(area, value, roomy ? name : "")
    for (const value of ends) area.besideAxis(value, written(value))
    for (const [frame, tick] of thinned(chart.ticks, box.right - box.left, 3.2 * rem)) area.belowAxis(frame, tick)
    area.text(box.left - 0.8 * rem, box.bottom + 1.1 * rem, this.data.along, "end")
    const cursor = part("line", svg, { class: "cursor", y1: box.top, y2: box.bottom })
    this.cursors.push((frame) => {
      cursor.style.visibility = first <= frame && frame <= last ? "visible" : "hidden"
      for (const end of ["x1", "x2"]) cursor.setAttribute(end, area.x(frame))
    })
    for (const { points, colour, dashed } of chart.curves)
      area.curve(points, { class: `curve${dashed ? " dashed" : ""}`, stroke: colour })
    if (chart.remark) this.remark(area, chart.remark)
    svg.style.width = `${wide}px`
  }

  // Its name stands at the beginning, below it: the cursor ends at the other end.
  rule(area, value, name) {
    area.level("rule", value)
    const y = area.y(value)
    const lift = y + 1.2 * area.rem > area.box.bottom ? -0.3 : 1 // rem; under the lowest are the axis's numbers
    area.text(area.box.left + 0.3 * area.rem, y + lift * area.rem, name, "start")
  }

  // A vertical line, and before it, from the top on, what happened there.
  remark(area, { frame, lines }) {
    const [x, { top, bottom }] = [area.x(frame), area.box]
    part("line", area.svg, { class: "rule", x1: x, x2: x, y1: top, y2: bottom })
    lines.forEach((line, at) => area.text(x - 0.5 * area.rem, top + (0.8 + 1.2 * at) * area.rem, line, "end"))
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new FrameScrubber(root, life),
    (scrubber) => {
      scrubber.take(data, setTriggerValue)
    },
  )
}
