// Units of recurrent networks that read the same sequence, at the same step. After unit_shapes.js and step_player.js.
const STEP_TIME = 250 // milliseconds that a step stays while it plays
const [THIN, THICK] = [0.14, 0.9] // rem of a line
const [BOX_WIDE, BOX_MOST] = [0.16, 4.6] // of a valve: of the room; rem
const ROOMY = 3 // rem of a valve in which two decimals have room
const HEAD = 2.9 // rem of a valve above its fill, for its name and number

class UnitDrawing {
  constructor(parent, cell) {
    this.shape = UNIT_SHAPES[cell]
    this.figure = appended("figure", parent)
    const title = appended("h4", this.figure, { textContent: cell })
    this.answer = appended("small", title)
    this.svg = part("svg", this.figure, { role: "img", "aria-label": `A unit of the ${cell}` })
    this.sums = appended("div", this.figure)
    appended("p", this.figure, { textContent: this.shape.memory })
  }

  // Draws what stays; `show` puts the numbers of a step into it.
  draw() {
    const { svg, shape } = this
    this.rem = remPixels()
    const [wide, high] = [svg.clientWidth, svg.clientHeight]
    const at = ([x, y]) => [x * wide, y * high]
    svg.replaceChildren()
    const wires = shape.valves.map(([, , x]) => [
      [x, WIRES],
      [x, VALVES + HIGH],
    ])
    const last = Math.max(...shape.valves.map(([, , x]) => x))
    wires.push([
      [0, WIRES],
      [last, WIRES],
    ])
    for (const wire of wires) part("path", svg, { class: "wire", d: lineThrough(wire.map(at)) })
    this.lines = Object.entries(shape.paths).map(([name, points]) => [
      name,
      part("path", svg, { class: "flow", d: lineThrough(points.map(at)) }),
    ])
    for (const [sign, x, y] of shape.nodes) this.node(sign, x * wide, y * high)
    this.valves = shape.valves.map((valve) => this.valve(valve, wide, high))
    this.labels = shape.labels.map(([words, name, x, y, anchor, down = -0.95]) => {
      const text = this.text(x * wide, y * high + down * this.rem, anchor)
      return { words, name, text }
    })
    this.text(0, WIRES * high + 1.3 * this.rem, "start").textContent = "x, and h before of all units"
  }

  text(x, y, anchor, kind = "") {
    return part("text", this.svg, { x, y, "text-anchor": anchor, class: kind })
  }

  node(sign, x, y) {
    part("circle", this.svg, { class: "node", cx: x, cy: y, r: 0.62 * this.rem })
    this.text(x, y + 0.35 * this.rem, "middle", "sign").textContent = sign
  }

  valve([name, symbol, centre], wide, high) {
    const { rem, svg } = this
    const width = Math.min(BOX_WIDE * wide, BOX_MOST * rem)
    const box = { x: centre * wide - width / 2, y: VALVES * high, width, height: HIGH * high, rx: 0.3 * rem }
    part("rect", svg, { class: "ground", ...box })
    const level = part("rect", svg, { class: "level", ...box, rx: 0 })
    part("rect", svg, { class: "rim", ...box })
    part("path", svg, { class: "full", d: `M${box.x} ${box.y + HEAD * rem}h${width}` })
    this.text(centre * wide, box.y + 1.1 * rem, "middle", "title").textContent = symbol
    const number = this.text(centre * wide, box.y + 2.4 * rem, "middle")
    const digits = width < ROOMY * rem ? 1 : 2
    return { name, level, number, digits, top: box.y + HEAD * rem, high: Math.max(0, box.height - HEAD * rem) }
  }

  // All numbers of a step, those too that are worked out from others.
  valuesAt({ numbers }, step) {
    const given = Object.fromEntries(Object.entries(numbers).map(([name, series]) => [name, series[step]]))
    return { ...given, ...this.shape.worked(given) }
  }

  // The answer and the sums of a step.
  say(unit, step) {
    const bracketed = (value) => (value < 0 ? `(${inWords(value)})` : inWords(value))
    const sums = this.shape.sums(this.valuesAt(unit, step), bracketed)
    this.answer.textContent = unit.answers[step]
    this.sums.replaceChildren(
      ...sums.map(([name, terms, value]) =>
        make("p", {}, make("b", {}, name), ` = ${terms} = `, make("b", {}, inWords(value))),
      ),
    )
  }

  show(unit, step) {
    const { shape, rem } = this
    const values = this.valuesAt(unit, step)
    this.say(unit, step)
    for (const [name, line] of this.lines) {
      const share = Math.min(1, Math.abs(values[name]))
      line.style.strokeWidth = `${(THIN + (THICK - THIN) * share) * rem}px`
      const sign = values[name] < 0 ? "below" : "above"
      line.setAttribute("class", `flow ${shape.gates.includes(name) ? "gate" : sign}`)
    }
    for (const { name, level, number, digits, top, high } of this.valves) {
      const value = values[name]
      const open = shape.gates.includes(name)
      const filled = Math.min(1, Math.abs(value)) * (open ? high : high / 2)
      level.style.y = `${open ? top + high - filled : top + high / 2 - (value > 0 ? filled : 0)}px`
      level.style.height = `${filled}px`
      level.setAttribute("class", `level ${open ? "gate" : value < 0 ? "below" : "above"}`)
      number.textContent = inWords(value, digits)
    }
    for (const { words, name, text } of this.labels) text.textContent = `${words} ${inWords(values[name])}`
  }
}

class UnitDrawings {
  constructor(root, life) {
    Object.assign(this, { root, life })
    this.row = appended("div", root, { className: "units" })
    this.caption = appended("p", root)
    this.strip = appended("div", root, { className: "strip" })
    this.given = appended("img", this.strip, { alt: "" })
    this.mark = appended("i", this.strip)
    const footer = appended("footer", root)
    this.player = new StepPlayer(footer, life, {
      name: "Step of the reading",
      play: "Play",
      pace: STEP_TIME,
      shows: (step) => this.show(step),
      rests: (step) => this.rest(step),
    })
    this.words = appended("output", footer)
    this.redraw = life.sized(root, () => this.data && this.draw())
  }

  take(data, tell) {
    const cells = data.units.map(({ cell }) => cell).join()
    const moved = this.data?.step !== data.step || this.data?.names.length !== data.names.length
    Object.assign(this, { data, tell })
    if (cells !== this.cells) {
      this.row.replaceChildren()
      this.drawings = data.units.map(({ cell }) => new UnitDrawing(this.row, cell))
      this.cells = cells
    }
    this.given.src = data.given
    this.caption.textContent = data.caption
    this.root.style.setProperty("--steps", data.names.length)
    if (moved) this.player.put(data.step, data.names.length - 1)
    this.redraw()
  }

  // The sums take their room before the drawings take the rest.
  draw() {
    const { step } = this.player
    this.drawings.forEach((drawing, at) => drawing.say(this.data.units[at], step))
    for (const drawing of this.drawings) drawing.draw()
    this.player.show(step)
  }

  show(step) {
    this.words.textContent = this.data.names[step]
    this.mark.style.setProperty("--step", step)
    this.drawings.forEach((drawing, at) => drawing.show(this.data.units[at], step))
  }

  rest(step) {
    this.data.step = step
    this.tell("step", step)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new UnitDrawings(root, life),
    (drawings) => drawings.take(data, setTriggerValue),
  )
}
