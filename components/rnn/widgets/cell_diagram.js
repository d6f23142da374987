// One unit of an LSTM cell. Below it the cell after each visit, to choose from; Play goes through them. After
// cell_picture.js.
const STEP = 1500 // milliseconds that a visit stays while it plays
const NARROW = 36 // rem in which names and numbers have no room in one line
const EXPLAINED = 44 // rem in which what c and h are has room too
const MARGIN = 0.5 // rem between a name and the edge of the room
const BOX = { wide: 0.13, narrow: 0.15, most: 9, top: 0.46, high: 0.24 } // of the room; in rem
// Places in the room, from 0 to 1: the gates, the sum, the branch to the hidden state; the lines of cell and wires.
const [F, I, SUM, G, O, BRANCH] = [0.2, 0.4, 0.485, 0.57, 0.74, 0.88]
const [CELL, TIMES, WIRES, X] = [0.14, 0.32, 0.83, 0.06]
const GATES = [
  ["forget", "f", F],
  ["input", "i", I],
  ["candidate", "g", G],
  ["output", "o", O],
]
const PATHS = {
  before: [
    [0, CELL],
    [F, CELL],
  ],
  kept: [
    [F, CELL],
    [SUM, CELL],
  ],
  cell: [
    [SUM, CELL],
    [1, CELL],
  ],
  added: [
    [SUM, TIMES],
    [SUM, CELL],
  ],
  squashed: [
    [BRANCH, CELL],
    [BRANCH, TIMES],
  ],
  candidate: [
    [G, BOX.top],
    [G, TIMES],
    [SUM, TIMES],
  ],
  hidden: [
    [BRANCH, TIMES],
    [BRANCH, WIRES],
    [1, WIRES],
  ],
  forget: [
    [F, BOX.top],
    [F, CELL],
  ],
  input: [
    [I, BOX.top],
    [I, TIMES],
    [SUM, TIMES],
  ],
  output: [
    [O, BOX.top],
    [O, TIMES],
    [BRANCH, TIMES],
  ],
}
const ABOVE_INPUTS = 0.7 // where the wires from the inputs end
const INPUTS = [
  [
    [0, WIRES],
    [O, WIRES],
  ],
  [
    [X, 1],
    [X, WIRES],
  ],
  ...GATES.map(([, , x]) => [
    [x, WIRES],
    [x, ABOVE_INPUTS],
  ]),
]
const NODES = [
  ["×", F, CELL],
  ["+", SUM, CELL],
  ["×", SUM, TIMES],
  ["×", BRANCH, TIMES],
]
// Labels: where they stand, in the room and moved by rem, and at which end.
const LABELS = {
  before: [0, CELL, 0, -0.9, "start"],
  kept: [(F + SUM) / 2, CELL, 0, -0.9, "middle"],
  cell: [1, CELL, -MARGIN, -0.9, "end"],
  added: [SUM, (CELL + TIMES) / 2, 0.9, 0.3, "start"],
  squashed: [BRANCH, (CELL + TIMES) / 2, -0.9, 0.3, "end"],
  hidden: [1, WIRES, -MARGIN, -0.9, "end"],
}
// In a narrow room: a name and, below it, its number.
const NARROW_LABELS = {
  before: [0, CELL, 0, -2.1, "start"],
  kept: [(F + SUM) / 2, CELL, 0, -2.1, "middle"],
  cell: [1, CELL, 0, -2.1, "end"],
  added: [SUM, (CELL + TIMES) / 2, 0.9, -0.2, "start"],
  squashed: [BRANCH, (CELL + TIMES) / 2, -0.9, -0.2, "end"],
  hidden: [1, WIRES, 0, 1.6, "end"],
}

// What the two states are, where there is room: the name, and where it stands, as above.
const EXPLANATIONS = [
  ["c, the cell state: memory", SUM, CELL, 1.2, -0.9, "start"],
  ["h, the hidden state: output", 1, WIRES, -MARGIN, 1.5, "end"],
]

const bracketed = (value) => (value < 0 ? `(${inWords(value)})` : inWords(value))

// All that the drawing shows of a step, by the names of its lines.
const flows = (step) => ({
  ...step,
  kept: step.forget * step.before,
  added: step.input * step.candidate,
  squashed: Math.tanh(step.cell),
})

const words = (step, narrow) => {
  const [before, cell, hidden] = [step.before, step.cell, step.hidden].map((value) => inWords(value))
  const kept = inWords(step.forget * step.before)
  const added = inWords(step.input * step.candidate)
  return narrow
    ? {
        before: `c before\n${before}`,
        kept: `f · c before\n${kept}`,
        cell: `c\n${cell}`,
        added: `i · g\n${added}`,
        squashed: `tanh c\n${inWords(Math.tanh(step.cell))}`,
        hidden: `h ${hidden}`,
      }
    : {
        before: `c before = ${before}`,
        kept: `f · c before = ${kept}`,
        cell: `c = ${cell}`,
        added: `i · g = ${added}`,
        squashed: `tanh c = ${inWords(Math.tanh(step.cell))}`,
        hidden: `h = ${hidden}`,
      }
}

const inLines = (text, said) => {
  text.replaceChildren()
  said.split("\n").forEach((line, at) => {
    part("tspan", text, { x: text.getAttribute("x"), dy: at && "1.2em" }).textContent = line
  })
}

class CellDiagram {
  constructor(root, life) {
    this.life = life
    this.seen = life.sight(root)
    this.svg = part("svg", root, { role: "img", "aria-label": "An LSTM cell" })
    this.picture = new CellPicture(this.svg)
    this.sums = [appended("p", root), appended("p", root)]
    const row = appended("footer", root)
    this.play = appended("button", row, { type: "button", className: "play", onclick: () => this.toggle() })
    this.row = appended("div", row)
    this.redraw = life.sized(root, () => {
      if (this.diagram) this.draw()
    })
  }

  // An answer about the same unit and visits moves what is drawn; all else is drawn anew.
  take(diagram, send) {
    const same = JSON.stringify(diagram.steps) === JSON.stringify(this.diagram?.steps)
    Object.assign(this, { diagram, send })
    if (!same) this.halt()
    if (!this.stop) this.visit = diagram.visit
    this.label()
    if (same && this.labels) this.show()
    else this.redraw()
  }

  draw() {
    this.rem = remPixels()
    this.say() // takes its room before the drawing takes the rest
    const { width } = this.svg.getBoundingClientRect()
    this.narrow = width < NARROW * this.rem
    this.svg.classList.toggle("narrow", this.narrow)
    this.picture.draw({
      wires: INPUTS,
      paths: PATHS,
      nodes: NODES,
      valves: GATES.map(([name, symbol, x]) => [name, this.narrow ? symbol : `${name} ${symbol}`, x]),
      gates: ["forget", "input", "output"],
      box: { ...BOX, wide: this.narrow ? BOX.narrow : BOX.wide },
    })
    this.labels = Object.fromEntries(
      Object.entries(this.narrow ? NARROW_LABELS : LABELS).map(([name, place]) => [name, this.picture.label(place)]),
    )
    if (width >= EXPLAINED * this.rem)
      for (const [name, ...place] of EXPLANATIONS) this.picture.label(place).textContent = name
    const inputs = this.narrow ? "h before" : "h before, of all units"
    this.picture.label([0, WIRES, 0, -0.6, "start"]).textContent = inputs
    this.of = this.picture.label([X, 1, 0.7, -0.5, "start"])
    this.bars()
    this.show()
  }

  // One button a visit, with the cell after it as a bar.
  bars() {
    const { steps, visits } = this.diagram
    const cells = steps.map(({ cell }) => cell)
    const highest = Math.max(0, ...cells)
    const span = highest - Math.min(0, ...cells) || 1
    this.buttons = cells.map((cell, visit) => {
      const bar = make("i", { className: cell < 0 ? "below" : "above" })
      bar.style.top = `${(100 * (highest - Math.max(0, cell))) / span}%`
      bar.style.height = `${(100 * Math.abs(cell)) / span}%`
      const onclick = () => this.pick(visit)
      return make("button", { type: "button", title: visits[visit], onclick }, make("span", {}, bar), String(visit + 1))
    })
    this.row.style.setProperty("--zero", `${(100 * highest) / span}%`)
    keepingFocus(this.row, () => this.row.replaceChildren(...this.buttons))
  }

  top() {
    return Math.max(...this.diagram.steps.map(({ cell }) => Math.abs(cell)), 0.1)
  }

  // The arithmetic in words; on the right, what it is of, and what the bars below are.
  say() {
    const { steps, visits, unit } = this.diagram
    const { forget: f, input: i, candidate: g, output: o, before, cell, hidden } = steps[this.visit]
    const sum = (place, name, terms, value, right) =>
      place.replaceChildren(
        make("span", {}, make("b", {}, name), ` = ${terms} = `, make("b", {}, inWords(value))),
        make("small", {}, right),
      )
    const [kept, added] = [`${inWords(f)} · ${bracketed(before)}`, `${inWords(i)} · ${bracketed(g)}`]
    sum(this.sums[0], "c", `f · c before + i · g = ${kept} + ${added}`, cell, `unit ${unit}, ${visits[this.visit]}`)
    sum(this.sums[1], "h", `o · tanh c = ${inWords(o)} · tanh ${bracketed(cell)}`, hidden, "c after each visit")
  }

  // Puts the numbers of a visit into the drawing.
  show() {
    this.say()
    const step = this.diagram.steps[this.visit]
    const top = this.top()
    this.picture.show(flows(step), { before: top, kept: top, cell: top, added: top })
    for (const [name, said] of Object.entries(words(step, this.narrow))) inLines(this.labels[name], said)
    this.of.textContent = `x, ${this.diagram.visits[this.visit]}`
    this.buttons.forEach((button, visit) => {
      button.ariaPressed = visit === this.visit
    })
  }

  pick(visit) {
    this.halt()
    this.visit = visit
    this.show()
    this.send(visit)
  }

  toggle() {
    if (this.stop) return this.pick(this.visit)
    const last = this.diagram.steps.length - 1
    if (this.visit === last) this.visit = 0
    this.show()
    this.stop = this.life.every(STEP, () => {
      if (!this.seen()) return
      if (this.visit === last) return this.pick(last)
      this.visit += 1
      this.show()
    })
    this.label()
  }

  halt() {
    this.stop?.()
    this.stop = undefined
    this.label()
  }

  label() {
    this.play.textContent = this.stop ? "pause" : "play_arrow"
    this.play.title = this.play.ariaLabel = this.stop ? "Stop" : "Play all visits"
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new CellDiagram(root, life),
    (cell) => cell.take(data, (visit) => setTriggerValue("pick", visit)),
  )
}
