// A network's cells as buttons. What flows through it arrives column by column, from left to right.
const COLUMN_MS = 260 // from one column to the next
const LARGEST_CELL = 3.2 // rem of a radius
const CAPTION = 6.2 // rem that a caption needs
const CROWDED = 80 // links that are drawn thin
const FULLEST = 80 // per cent of its colour that the fullest cell has
const calm = matchMedia("(prefers-reduced-motion: reduce)")

const columnsOf = (cells) => [...new Set(cells.map((cell) => cell.x))].sort((a, b) => a - b)

class LargeDrawing {
  constructor(root, life) {
    this.root = root
    this.redraw = life.sized(root, () => keepingFocus(root, () => this.draw()))
  }

  take(data, choose) {
    const about = JSON.stringify([data.graph, data.flow])
    const anew = about !== this.about
    Object.assign(this, { data, choose, about })
    this.redraw()
    if (anew && data.flow && !calm.matches) this.play()
  }

  draw() {
    if (!this.data) return
    const { graph, flow } = this.data
    this.rem = remPixels()
    const [width, height] = [this.root.clientWidth, this.root.clientHeight]
    this.root.replaceChildren()
    this.svg = part("svg", this.root, { width, height })
    this.columns = columnsOf(graph.cells)
    const room = this.room(width, height)
    const tallest = Math.max(...this.columns.map((x) => graph.cells.filter((cell) => cell.x === x).length))
    this.radius = Math.min(room[3] / (tallest * 2.7 + 1), room[2] / (this.columns.length * 3), LARGEST_CELL * this.rem)
    this.places = placesIn(room, graph.cells, this.radius)
    const crowded = graph.links.length > CROWDED ? " crowded" : ""
    part("path", this.svg, { class: `links${crowded}`, d: linksPath(this.places, graph.links, this.radius) })
    this.cells = graph.cells.map((_, at) => this.cell(at))
    if (flow) this.flow(flow, room, height)
  }

  // What pictures at both sides and captions below leave: [left, top, width, height].
  room(width, height) {
    const { flow } = this.data
    if (!flow) {
      const inner = Math.min(width, height * 2.2)
      return [(width - inner) / 2, 0, inner, height]
    }
    this.side = Math.min(height * 0.34, width * 0.15)
    const [left, right] = [flow.input, flow.output].map((picture) => (picture ? this.side : 2 * this.rem))
    return [left, 0, width - left - right, height - 2.7 * this.rem]
  }

  flow({ input, output, captions, labels, between }, [left, top, width, height]) {
    const picture = (href, x, side = this.side) =>
      part("image", this.svg, { href, x, y: top + (height - side) / 2, width: side, height: side })
    if (input) picture(input, 0)
    if (output) picture(output, left + width)
    if (between) picture(between[1], ...this.gap(between[0]))
    const { cells } = this.data.graph
    const last = cells.map((_, at) => at).filter((at) => cells[at].x === this.columns.at(-1))
    last.forEach((at, row) => {
      const [x, y] = this.places[at]
      if (labels[row])
        part(
          "text",
          this.svg,
          {
            x: x + this.radius * 1.5,
            y: y + this.radius * 0.33,
            "font-size": Math.max(this.radius * 1.05, LEAST_TYPE * this.rem),
          },
          labels[row],
        )
    })
    const crowded = width / this.columns.length < CAPTION * this.rem // on a phone the numbers alone
    this.columns.forEach((column, at) => {
      const x = this.columnPlace(column)
      const lines = crowded ? captions[at].split(" ", 1) : captions[at].split("\n")
      lines.forEach((line, row) => {
        const y = height + (1.1 + 1.15 * row) * this.rem
        part("text", this.svg, { class: "caption", x, y, "text-anchor": "middle" }, line)
      })
    })
  }

  // Where a picture stands between two columns, and how large.
  gap(before) {
    const [from, to] = this.columns.slice(before - 1, before + 1).map((x) => this.columnPlace(x))
    const side = Math.min(to - from - 2.6 * this.radius, this.root.clientHeight / 2)
    return [(from + to - side) / 2, side]
  }

  columnPlace(column) {
    return this.places[this.data.graph.cells.findIndex((cell) => cell.x === column)][0]
  }

  cell(at) {
    const { graph, kinds, flow, chosen } = this.data
    const kind = kinds[graph.cells[at].letter]
    const share = flow && Math.round(FULLEST * flow.fills[at])
    const fill = flow ? `color-mix(in srgb, ${kind.colour} ${share}%, var(--st-background-color))` : undefined
    const group = drawCell(this.svg, kind, this.places[at], this.radius, fill)
    const [cx, cy] = this.places[at]
    if (at === chosen) part("circle", group, { class: "ring", cx, cy, r: this.radius * 1.45 })
    const said = { tabindex: 0, role: "button", "aria-pressed": at === chosen, "aria-label": kind.name }
    Object.entries(said).forEach(([name, value]) => group.setAttribute(name, value))
    group.onclick = () => this.choose(at)
    group.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return
      event.preventDefault()
      this.choose(at)
    }
    return group
  }

  play() {
    this.cells?.forEach((cell, at) => {
      const column = this.columns.indexOf(this.data.graph.cells[at].x)
      cell.animate([{ opacity: 0.15 }, { opacity: 0.15, offset: 0.6 }, { opacity: 1 }], {
        duration: COLUMN_MS * (column + 1),
        easing: "ease-in",
      })
    })
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new LargeDrawing(root, life),
    (drawing) => drawing.take(data, (at) => setTriggerValue("choice", at)),
  )
}
