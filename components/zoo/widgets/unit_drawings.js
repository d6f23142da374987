// Units of recurrent networks that read the same sequence, at the same step. After cell_picture.js,
// unit_shapes.js and step_player.js.
const STEP_TIME = 250 // milliseconds that a step stays while it plays
const BOX = { wide: 0.16, most: 4.6, top: VALVES, high: HIGH } // of a valve: of the room; rem

class UnitDrawing {
  constructor(parent, cell) {
    this.shape = UNIT_SHAPES[cell]
    this.figure = appended("figure", parent)
    const title = appended("h4", this.figure, { textContent: cell })
    this.answer = appended("small", title)
    this.svg = part("svg", this.figure, { role: "img", "aria-label": `A unit of the ${cell}` })
    this.picture = new CellPicture(this.svg)
    this.sums = appended("div", this.figure)
    appended("p", this.figure, { textContent: this.shape.memory })
  }

  // Draws what stays; `show` puts the numbers of a step into it.
  draw() {
    const { shape, picture } = this
    const wires = shape.valves.map(([, , x]) => [
      [x, WIRES],
      [x, VALVES + HIGH],
    ])
    const last = Math.max(...shape.valves.map(([, , x]) => x))
    wires.push([
      [0, WIRES],
      [last, WIRES],
    ])
    picture.draw({ ...shape, wires, box: BOX })
    this.labels = shape.labels.map(([words, name, x, y, anchor, down = -0.95]) => {
      return { words, name, text: picture.label([x, y, 0, down, anchor]) }
    })
    picture.label([0, WIRES, 0, 1.3, "start"]).textContent = "x, and h before of all units"
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
    const values = this.valuesAt(unit, step)
    this.say(unit, step)
    this.picture.show(values)
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
