// The plane: the network's answer as colour, points over it, and beside it a small plane for each hidden unit.
const FIELD_PIXELS = 720 // of the canvas along each side
const UNIT_GAP = 0.3 // rem between the fields of two units
const LARGEST_UNIT = 8 // rem
const DOT = 7 // pixels of a point's radius
const CENTRE_REACH = 22 // pixels from a centre that hold it
const DRAWN_APART = 14 // pixels between two points of one stroke
const OPACITY = 0.62 // of the colour where the network is sure
const AGAIN = 1000 // milliseconds after which what is not answered is told again
const CENTRE_STEP = 0.05 // of the plane for an arrow key

// Gives the units of a layer the largest fields for which there is room.
const arrangeUnits = (figure) => {
  const [units, caption] = figure.children
  const rem = remPixels()
  const high = figure.clientHeight - caption.offsetHeight
  const [wide, gap] = [figure.clientWidth, UNIT_GAP * rem]
  const best = largestSquares(units.children.length, { wide, high, gap })
  const pixels = Math.floor(Math.min(best.side, LARGEST_UNIT * rem))
  const columns = Math.max(best.columns, Math.floor((wide + gap) / (pixels + gap))) // a smaller one has room for more
  figure.style.visibility = "" // until then it would jump
  units.style.gridTemplateColumns = `repeat(${columns}, minmax(0, ${pixels}px))`
}

const swatch = (colour) => {
  const square = make("b")
  square.style.background = colour
  return square
}

class Plane {
  constructor(root, life) {
    this.root = root
    this.unheard = [] // what was told, and Python has not answered yet: strokes of places, centres that were moved
    this.words = appended("p", root)
    this.words.setAttribute("role", "status")
    const body = appended("div", root, { className: "body" })
    this.canvas = appended("canvas", body, {
      width: FIELD_PIXELS,
      height: FIELD_PIXELS,
      className: "plane",
      tabIndex: 0,
    })
    this.canvas.setAttribute("role", "img")
    this.side = appended("div", body, { className: "side" })
    this.marks = appended("p", this.side)
    this.layers = appended("div", this.side, { className: "layers" })
    this.arrange = life.sized(this.layers, () => this.layers.querySelectorAll("figure").forEach(arrangeUnits))
    const losses = appended("figure", this.side, { className: "losses" })
    const [list, svg] = [appended("ul", losses), part("svg", losses, { role: "img" })]
    this.drawLosses = life.sized(losses, () => this.data?.losses && drawCurves(losses, list, svg, this.data.losses))
    this.canvas.onpointerdown = (event) => this.hold(event)
    this.canvas.onpointermove = (event) => this.move(event)
    this.canvas.onpointerup = this.canvas.onpointercancel = () => this.rest()
    // beside the centres a finger scrolls the page
    this.canvas.ontouchstart = (event) => this.near(this.at(event.touches[0])) >= 0 && event.preventDefault()
    this.canvas.onkeydown = (event) => this.key(event)
  }

  take(data, tell) {
    this.tell = tell
    this.moves ??= data.heard
    this.unheard = this.unheard.filter(({ number }) => number > data.heard)
    if (this.unheard.length && performance.now() - this.toldAt > AGAIN) this.tellUnheard()
    if (this.held || this.unheard.length) return // an answer that was on its way
    this.data = data
    this.centres = data.centres.map((centre) => [...centre])
    const [first, second] = data.colours
    this.palette = fieldColours([second, first], OPACITY) // the second class above the middle
    this.picture = data.field && this.fieldOf(this.picture, bytes(data.field))
    this.words.textContent = data.words
    this.canvas.setAttribute("aria-label", data.words || "Points of two classes in the plane")
    this.canvas.classList.toggle("draws", data.drawing >= 0)
    this.side.hidden = !data.losses
    this.marks.replaceChildren("full: learned from, hollow: held out")
    this.takeLayers(data.units)
    this.drawLosses()
    this.paint()
  }

  // A canvas is kept from picture to picture: to make one takes longer than to paint it.
  fieldOf(known, values) {
    const canvas = known || fieldCanvas(values)
    paintField(canvas, values, this.palette)
    return canvas
  }

  takeLayers(layers) {
    const shape = layers.map((units) => units.length).join()
    if (shape !== this.shape) this.layers.replaceChildren(...layers.map((units, at) => this.layer(units, at)))
    if (shape !== this.shape) this.arrange()
    this.shape = shape
    const canvases = this.layers.querySelectorAll("canvas")
    layers.flat().forEach((unit, at) => this.fieldOf(canvases[at], bytes(unit)))
  }

  layer(units, at) {
    const pictures = units.map((unit, number) => {
      const canvas = fieldCanvas(bytes(unit))
      canvas.setAttribute("role", "img")
      canvas.setAttribute("aria-label", `Unit ${number + 1} of layer ${at + 1}`)
      return canvas
    })
    const figure = make("figure", {}, make("div", {}, ...pictures), make("figcaption", {}, ...this.caption(at)))
    figure.style.visibility = "hidden"
    return figure
  }

  // What the colours of the units' fields mean stands at the first of them.
  caption(at) {
    const signs = at ? [] : [swatch(this.data.colours[0]), "below 0 ", swatch(this.data.colours[1]), "above 0"]
    return [`layer ${at + 1} `, ...signs]
  }

  pixels(x, y) {
    const share = (value) => (value / this.data.limit + 1) / 2
    return [share(x) * FIELD_PIXELS, (1 - share(y)) * FIELD_PIXELS]
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    const shares = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height]
    return shares.map((share) => Number(((2 * Math.min(1, Math.max(0, share)) - 1) * this.data.limit).toFixed(3)))
  }

  near(place) {
    const [px, py] = this.pixels(...place)
    const far = this.centres.map(([x, y]) => Math.hypot(this.pixels(x, y)[0] - px, this.pixels(x, y)[1] - py))
    const nearest = far.indexOf(Math.min(...far))
    return far[nearest] <= CENTRE_REACH ? nearest : -1
  }

  hold(event) {
    const place = this.at(event)
    const centre = this.near(place)
    if (centre < 0 && this.data.drawing < 0) return
    event.preventDefault()
    this.canvas.setPointerCapture(event.pointerId)
    this.held = centre < 0 ? { drawn: [place] } : { centre }
    this.paint()
  }

  move(event) {
    if (!this.held) return
    const place = this.at(event)
    if (this.held.drawn) {
      const [from, to] = [this.held.drawn.at(-1), place].map((one) => this.pixels(...one))
      if (Math.hypot(from[0] - to[0], from[1] - to[1]) >= DRAWN_APART) this.held.drawn.push(place)
    } else this.centres[this.held.centre].splice(0, 2, ...place)
    this.paint()
  }

  rest() {
    const { held } = this
    this.held = null
    if (held?.drawn) this.tellMove({ kind: this.data.drawing, places: held.drawn.flat() })
    else if (held) this.tellCentre(held.centre)
  }

  tellCentre(centre) {
    const [x, y] = this.centres[centre]
    this.tellMove({ centre, x, y })
  }

  // One event of many that come quickly after each other may get lost: each tells all that is not answered yet.
  tellMove(move) {
    this.unheard.push({ ...move, number: (this.moves += 1) })
    this.tellUnheard()
    this.paint()
  }

  tellUnheard() {
    this.toldAt = performance.now()
    this.tell("moves", this.unheard)
  }

  // By the keyboard the first centre moves; Page Up and Page Down choose another.
  key(event) {
    const count = this.centres.length
    if (!count) return
    this.chosen = Math.min(this.chosen ?? 0, count - 1)
    if (event.key === "PageDown") this.chosen = (this.chosen + 1) % count
    else if (event.key === "PageUp") this.chosen = (this.chosen + count - 1) % count
    else if (UPWARD_ARROWS[event.key]) {
      const limit = this.data.limit
      UPWARD_ARROWS[event.key].forEach((step, axis) => {
        const moved = this.centres[this.chosen][axis] + CENTRE_STEP * step
        this.centres[this.chosen][axis] = Number(Math.min(limit, Math.max(-limit, moved)).toFixed(3))
      })
      this.tellCentre(this.chosen)
    } else return
    event.preventDefault()
    this.paint()
  }

  paint() {
    const painter = this.canvas.getContext("2d")
    painter.clearRect(0, 0, FIELD_PIXELS, FIELD_PIXELS)
    if (this.picture) painter.drawImage(this.picture, 0, 0, FIELD_PIXELS, FIELD_PIXELS)
    this.data.points.forEach((point) => this.paintPoint(painter, ...point))
    this.held?.drawn?.forEach(([x, y]) => this.paintPoint(painter, x, y, this.data.drawing, 0))
    for (const { places = [], kind } of this.unheard)
      for (let at = 0; at < places.length; at += 2) this.paintPoint(painter, places[at], places[at + 1], kind, 0)
    this.centres.forEach((centre, at) => this.paintCentre(painter, centre, at))
  }

  // Class 0 is a disc, class 1 a square; what is held out is hollow.
  paintPoint(painter, x, y, kind, heldOut) {
    const [px, py] = this.pixels(x, y)
    const colour = this.data.colours[kind]
    painter.beginPath()
    if (kind) painter.rect(px - 0.9 * DOT, py - 0.9 * DOT, 1.8 * DOT, 1.8 * DOT)
    else painter.arc(px, py, DOT, 0, 2 * Math.PI)
    painter.lineWidth = heldOut ? 3 : 1.5
    painter.fillStyle = heldOut ? "transparent" : colour
    painter.strokeStyle = heldOut ? colour : "white"
    painter.fill()
    painter.stroke()
  }

  paintCentre(painter, [x, y, width], at) {
    const [px, py] = this.pixels(x, y)
    const reach = (width / this.data.limit / 2) * FIELD_PIXELS
    const ink = getComputedStyle(this.root).color
    Object.assign(painter, { strokeStyle: ink, fillStyle: ink, lineWidth: at === this.chosen ? 4 : 2 })
    painter.beginPath()
    painter.arc(px, py, reach, 0, 2 * Math.PI)
    painter.stroke()
    painter.beginPath()
    painter.arc(px, py, 5, 0, 2 * Math.PI)
    painter.fill()
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new Plane(root, life),
    (plane) => plane.take(data, setTriggerValue),
  )
}
