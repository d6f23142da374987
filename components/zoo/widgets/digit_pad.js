// A square pad for a pen, a finger or the keyboard: the arrow keys move a cross, the space bar puts the pen down and
// lifts it. Strokes are texts of two symbols a point, as components/zoo/drawn_digit.py reads them. After dom.js.
const PEN_SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
const PEN_STEPS = PEN_SYMBOLS.length
const PEN_WIDTH = 4.5 // steps
const CLEARED = "~" // the text of a pad without strokes
const PEN_APART = 1.2 // steps that two points of a stroke lie apart at least
const PEN_LONGEST = 1500 // symbols of a drawing that Python takes
const PEN_PIXELS = 512 // of the canvas

const strokesOf = (text) =>
  text
    .split("~")
    .filter(Boolean)
    .map((part) => (part.match(/../g) ?? []).map((pair) => [...pair].map((symbol) => PEN_SYMBOLS.indexOf(symbol))))

const textOf = (strokes) =>
  strokes.map((stroke) => stroke.map((place) => place.map((step) => PEN_SYMBOLS[step]).join("")).join("")).join("~")

class DigitPad {
  // `tell` gets the number of what is told and the text of all strokes, after each of them.
  constructor(parent, tell) {
    this.tell = tell
    this.strokes = []
    this.cross = [PEN_STEPS / 2, PEN_STEPS / 2]
    this.down = false // the pen, by the keyboard
    this.canvas = appended("canvas", parent, { width: PEN_PIXELS, height: PEN_PIXELS, tabIndex: 0 })
    this.canvas.setAttribute("role", "application")
    this.canvas.setAttribute(
      "aria-label",
      "Pad to draw a digit. The arrow keys move the pen, the space bar puts it down and lifts it.",
    )
    this.painter = this.canvas.getContext("2d")
    this.canvas.onpointerdown = (event) => this.begin(event)
    this.canvas.onpointermove = (event) => this.move(event)
    this.canvas.onpointerup = this.canvas.onpointercancel = () => this.lift()
    this.canvas.onkeydown = (event) => this.key(event)
    this.canvas.onfocus = this.canvas.onblur = () => this.paint()
  }

  // What Python knows of: not while a stroke is under way, and not before it has heard of the last one.
  take(text, background, heard) {
    this.moves ??= heard
    if (this.drawing || heard < this.moves) return
    this.strokes = strokesOf(text)
    this.background = background
    this.paint()
  }

  clear() {
    this.strokes = []
    this.beginAnew()
    this.send()
  }

  // The visitor's strokes take the place of the picture under them.
  beginAnew() {
    this.background = null
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    const shares = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
    return shares.map((share) => Math.min(PEN_STEPS - 1, Math.max(0, Math.floor(share * PEN_STEPS))))
  }

  // Whether no more point fits into a text that Python takes.
  full() {
    return textOf(this.strokes).length + "~AA".length > PEN_LONGEST
  }

  start(place) {
    if (this.full()) return
    this.beginAnew()
    this.drawing = [place]
    this.strokes.push(this.drawing)
  }

  begin(event) {
    event.preventDefault()
    this.canvas.classList.remove("by-key")
    this.canvas.focus({ preventScroll: true })
    this.canvas.setPointerCapture(event.pointerId)
    this.start(this.at(event))
    this.paint()
  }

  move(event) {
    if (!this.drawing) return
    for (const part of event.getCoalescedEvents?.() ?? [event]) this.add(this.at(part))
    this.paint()
  }

  add(place) {
    const [x, y] = this.drawing.at(-1)
    if (Math.hypot(place[0] - x, place[1] - y) >= PEN_APART && !this.full()) this.drawing.push(place)
  }

  lift() {
    if (!this.drawing) return
    this.drawing = null
    this.send()
  }

  send() {
    this.paint()
    this.tell({ number: (this.moves += 1), strokes: textOf(this.strokes) || CLEARED })
  }

  key(event) {
    if (event.key === " " || event.key in SCREEN_ARROWS) this.canvas.classList.add("by-key")
    if (event.key === " ") {
      event.preventDefault()
      this.down = !this.down
      if (this.down) this.start(this.cross.map(Math.round))
      else this.lift()
      this.paint()
    }
    const step = SCREEN_ARROWS[event.key]
    if (!step) return
    event.preventDefault()
    this.cross = this.cross.map((at, axis) => Math.min(PEN_STEPS - 1, Math.max(0, at + 2 * step[axis])))
    if (this.down && this.drawing) this.add(this.cross.map(Math.round))
    this.paint()
  }

  paint() {
    const { painter } = this
    const scale = PEN_PIXELS / PEN_STEPS
    painter.fillStyle = "black"
    painter.fillRect(0, 0, PEN_PIXELS, PEN_PIXELS)
    if (this.background) {
      painter.imageSmoothingEnabled = false
      painter.drawImage(this.background, 0, 0, PEN_PIXELS, PEN_PIXELS)
    }
    this.paintStrokes(scale)
    if (this.canvas.matches(".by-key:focus")) this.paintCross(scale)
  }

  paintStrokes(scale) {
    this.trace("white", PEN_WIDTH * scale, scale)
  }

  // All strokes in one colour, so many pixels wide.
  trace(strokeStyle, lineWidth, scale) {
    const { painter } = this
    Object.assign(painter, { strokeStyle, lineWidth, lineCap: "round", lineJoin: "round" })
    for (const stroke of this.strokes) {
      painter.beginPath()
      stroke.forEach(([x, y]) => painter.lineTo((x + 0.5) * scale, (y + 0.5) * scale))
      if (stroke.length === 1) painter.lineTo((stroke[0][0] + 0.5) * scale + 0.1, (stroke[0][1] + 0.5) * scale)
      painter.stroke()
    }
  }

  paintCross(scale) {
    const [x, y] = this.cross.map((at) => (at + 0.5) * scale)
    Object.assign(this.painter, { strokeStyle: this.down ? "white" : "silver", lineWidth: 2 })
    this.painter.beginPath()
    this.painter.moveTo(x - 12, y)
    this.painter.lineTo(x + 12, y)
    this.painter.moveTo(x, y - 12)
    this.painter.lineTo(x, y + 12)
    this.painter.stroke()
  }
}
