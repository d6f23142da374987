// Two planes of codes. What is decoded on a grid of them lies in the browser, so a digit follows the pointer at once;
// where it rests, Python decodes exactly that code.
const PLANE_PIXELS = 700 // of a plane's canvas along each side
const DIGIT_SIDE = 28
const PLANE_STEP = 0.02 // of the plane for an arrow key

const DRAW_RADIUS = 11 // pixels of the canvas
const PLACE_RADIUS = 4

const insideShare = (share) => Math.min(1, Math.max(0, share))

// An image that is there only where it has a picture.
const showIn = (image, address) => {
  image.hidden = !address
  if (address && image.src !== address) image.src = address
}

class CodePlane {
  constructor(list, number, tell) {
    this.number = number
    this.tell = tell
    this.title = make("h3")
    this.words = make("p")
    this.canvas = make("canvas", { width: PLANE_PIXELS, height: PLANE_PIXELS, tabIndex: 0, className: "plane" })
    this.canvas.setAttribute("role", "slider")
    this.canvas.setAttribute("aria-label", "Code whose digit is decoded; the arrow keys move it")
    this.digit = make("canvas", { width: DIGIT_SIDE, height: DIGIT_SIDE, className: "decoded" })
    this.film = make("img", { className: "film", alt: "What is decoded on the way from one digit to the other" })
    this.draws = make("img", { className: "draws", alt: "What is decoded from the codes drawn at random" })
    const header = make("header", {}, make("div", {}, this.title, this.words), this.digit)
    this.element = make("li", {}, header, this.canvas, this.film, this.draws)
    list.append(this.element)
    this.sheet = new Image()
    this.exact = new Image()
    this.sheet.onload = () => this.paint()
    this.exact.onload = () => this.paintDigit(this.exact, 0, 0)
    this.canvas.onpointerdown = (event) => this.hold(event)
    this.canvas.onpointermove = (event) => this.held && this.move(this.at(event))
    this.canvas.onpointerup = this.canvas.onpointercancel = () => this.rest()
    this.canvas.onkeydown = (event) => this.key(event)
  }

  take(plane, colours, showsDecoded, answersLast) {
    Object.assign(this, { plane, colours, showsDecoded })
    this.title.textContent = plane.title
    this.words.textContent = plane.words
    showIn(this.film, plane.walk?.film)
    showIn(this.draws, plane.draws?.sheet)
    this.look()
    if (this.held || !answersLast) return this.paint() // the answer was on its way when the ring moved
    this.place = plane.place
    if (this.exact.src !== plane.decoded) this.exact.src = plane.decoded
    this.paint()
  }

  // What this run only names: it may come a little later.
  look() {
    const sheet = keptValue(this.plane.sheet)
    if (sheet && this.sheet.src !== sheet) this.sheet.src = sheet
    this.marks = keptValue(this.plane.marks) ?? []
  }

  come() {
    if (!this.plane) return
    this.look()
    this.paint()
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height].map(insideShare)
  }

  hold(event) {
    this.held = true
    this.canvas.setPointerCapture(event.pointerId)
    this.move(this.at(event))
  }

  move(place) {
    this.place = place
    this.paint()
    const { steps } = this.plane
    const [column, up] = place.map((share) => Math.round(share * (steps - 1)))
    if (this.sheet.complete) this.paintDigit(this.sheet, column * DIGIT_SIDE, (steps - 1 - up) * DIGIT_SIDE)
  }

  rest() {
    if (!this.held) return
    this.held = false
    this.say()
  }

  say() {
    this.tell(this.number, ...this.place.map((share) => Math.round(1000 * share)))
  }

  key(event) {
    const step = UPWARD_ARROWS[event.key]
    if (!step) return
    event.preventDefault()
    this.move(this.place.map((share, axis) => insideShare(share + PLANE_STEP * step[axis])))
    this.say()
  }

  paintDigit(image, x, y) {
    const painter = this.digit.getContext("2d")
    painter.drawImage(image, x, y, DIGIT_SIDE, DIGIT_SIDE, 0, 0, DIGIT_SIDE, DIGIT_SIDE)
  }

  paint() {
    const painter = this.canvas.getContext("2d")
    painter.fillStyle = "black"
    painter.fillRect(0, 0, PLANE_PIXELS, PLANE_PIXELS)
    if (this.showsDecoded && this.sheet.complete) {
      painter.drawImage(this.sheet, 0, 0, PLANE_PIXELS, PLANE_PIXELS)
      this.paintPlaces(painter)
    } else this.paintMarks(painter)
    this.paintWay(painter)
    this.paintDraws(painter)
    const [x, y] = this.pixels(this.place)
    for (const [width, colour] of [
      [7, "black"],
      [3, "white"],
    ]) {
      Object.assign(painter, { lineWidth: width, strokeStyle: colour })
      painter.beginPath()
      painter.arc(x, y, 16, 0, 2 * Math.PI)
      painter.stroke()
    }
    this.canvas.setAttribute(
      "aria-valuetext",
      `${this.place.map((share) => Math.round(100 * share)).join(" % to the right, ")} % up`,
    )
  }

  pixels([across, up]) {
    return [across * PLANE_PIXELS, (1 - up) * PLANE_PIXELS]
  }

  // Each digit is written where its code lies, in its class's colour.
  paintMarks(painter) {
    Object.assign(painter, { font: "600 17px sans-serif", textAlign: "center", textBaseline: "middle" })
    for (const [across, up, digit] of this.marks) {
      painter.fillStyle = this.colours[digit]
      painter.fillText(digit, ...this.pixels([across, up]))
    }
  }

  // Over what is decoded everywhere a numeral could not be read: a dot of its colour stands for it.
  paintPlaces(painter) {
    for (const [across, up, digit] of this.marks) {
      painter.fillStyle = this.colours[digit]
      painter.beginPath()
      painter.arc(...this.pixels([across, up]), PLACE_RADIUS, 0, 2 * Math.PI)
      painter.fill()
    }
  }

  paintWay(painter) {
    if (!this.plane.walk) return
    Object.assign(painter, { lineWidth: 3, strokeStyle: "white" })
    painter.beginPath()
    this.plane.walk.way.forEach((place) => painter.lineTo(...this.pixels(place)))
    painter.stroke()
  }

  // A diamond where a random code lies; beyond the plane, at its rim.
  paintDraws(painter) {
    if (!this.plane.draws) return
    const fill = getComputedStyle(this.element).getPropertyValue("--predicted")
    Object.assign(painter, { lineWidth: 3, strokeStyle: "white", fillStyle: fill })
    for (const place of this.plane.draws.places) {
      const [x, y] = this.pixels(place.map(insideShare))
      const corners = [
        [0, -DRAW_RADIUS],
        [DRAW_RADIUS, 0],
        [0, DRAW_RADIUS],
        [-DRAW_RADIUS, 0],
      ]
      painter.beginPath()
      corners.forEach(([across, down]) => painter.lineTo(x + across, y + down))
      painter.closePath()
      painter.fill()
      painter.stroke()
    }
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => {
      const list = appended("ol", root)
      const part = { moves: data.heard }
      const tell = (plane, across, up) => part.send({ number: (part.moves += 1), plane, across, up })
      part.planes = data.planes.map((_, number) => new CodePlane(list, number, tell))
      whenDataCome(life, () => part.planes.forEach((plane) => plane.come()))
      return part
    },
    (part) => {
      part.send = (told) => setTriggerValue("place", told)
      const answersLast = data.heard >= part.moves
      part.planes.forEach((plane, at) => plane.take(data.planes[at], data.colours, data.shows_decoded, answersLast))
    },
  )
}
