// A cell of a recurrent network, drawn by configuration. What flows along a line makes it thick, orange above zero and
// purple below; a gate is a valve that is filled as far as it is open. After svg.js and numbers.js.
const FLOW_WIDTHS = [0.14, 1] // rem of a line
const NODE = 0.7 // rem of a node's radius
const VALVE_HEAD = 3 // rem above a valve's fill, for its name and number, where the valve is high enough for it
const HIGH_ENOUGH = 1.6 // heads
const ONE_DECIMAL = 3 // rem of a valve in which two decimals have no room

class CellPicture {
  constructor(svg) {
    this.svg = svg
  }

  // Draws what stays; `show` puts numbers into it. Places are in a room from 0 to 1. `shape` has: wires, lists of places;
  // paths, the same by the name of what flows there; nodes [sign, x, y]; valves [name of the number, title, x]; gates,
  // the names of what goes from 0 to 1; and for the valves their top and high, wide and at most so many rem.
  draw(shape) {
    const { svg } = this
    const { width, height } = svg.getBoundingClientRect()
    Object.assign(this, { shape, wide: width, high: height, rem: remPixels() })
    svg.replaceChildren()
    for (const wire of shape.wires) this.line("wire", wire)
    this.flows = Object.entries(shape.paths).map(([name, points]) => ({ name, line: this.line("flow", points) }))
    for (const [sign, x, y] of shape.nodes) this.node(sign, x * width, y * height)
    this.valves = shape.valves.map((valve) => this.valve(valve))
  }

  line(kind, points) {
    const placed = points.map(([x, y]) => [x * this.wide, y * this.high])
    return part("path", this.svg, { class: kind, d: lineThrough(placed) })
  }

  // In pixels.
  text(x, y, anchor, kind = "") {
    return part("text", this.svg, { x, y, "text-anchor": anchor, class: kind })
  }

  // A text at a place of the room, moved by rem.
  label([x, y, right, down, anchor]) {
    return this.text(x * this.wide + right * this.rem, y * this.high + down * this.rem, anchor)
  }

  node(sign, x, y) {
    part("circle", this.svg, { class: "node", cx: x, cy: y, r: NODE * this.rem })
    this.text(x, y + 0.38 * this.rem, "middle", "sign").textContent = sign
  }

  valve([name, title, centre]) {
    const { svg, rem, shape } = this
    const width = Math.min(shape.box.wide * this.wide, shape.box.most * rem)
    const [left, top, height] = [centre * this.wide - width / 2, shape.box.top * this.high, shape.box.high * this.high]
    const box = { x: left, y: top, width, height, rx: 0.35 * rem }
    part("rect", svg, { class: "ground", ...box })
    const level = part("rect", svg, { class: "level", ...box, rx: 0 })
    part("rect", svg, { class: "rim", ...box })
    const head = height > HIGH_ENOUGH * VALVE_HEAD * rem ? VALVE_HEAD * rem : 0 // the fill never reaches the number there
    if (head) part("path", svg, { class: "full", d: `M${left} ${top + head}h${width}` })
    this.text(centre * this.wide, top + 1.2 * rem, "middle", "title").textContent = title
    const under = head ? 2.5 * rem : height / 2 + 0.8 * rem
    const number = this.text(centre * this.wide, top + under, "middle", "number")
    const digits = width < ONE_DECIMAL * rem ? 1 : 2
    return { name, level, number, digits, top: top + head, high: Math.max(0, height - head) }
  }

  // Puts in the numbers by their names; a line has its full width at `most` of its name, or at 1.
  show(values, most = {}) {
    const kind = (name) => (this.shape.gates.includes(name) ? "gate" : values[name] < 0 ? "below" : "above")
    for (const { name, line } of this.flows) {
      const share = Math.min(1, Math.abs(values[name]) / (most[name] ?? 1))
      const [thin, thick] = FLOW_WIDTHS
      line.style.strokeWidth = `${(thin + (thick - thin) * share) * this.rem}px`
      line.setAttribute("class", `flow ${kind(name)}`)
    }
    for (const { name, level, number, digits, top, high } of this.valves) {
      const [value, open] = [values[name], kind(name) === "gate"]
      const filled = Math.min(1, Math.abs(value)) * (open ? high : high / 2)
      level.style.y = `${open ? top + high - filled : top + high / 2 - (value > 0 ? filled : 0)}px`
      level.style.height = `${filled}px`
      level.setAttribute("class", `level ${kind(name)}`)
      number.textContent = inWords(value, digits)
    }
  }
}
