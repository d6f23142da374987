// The field is a small picture that the browser enlarges; the points are drawn over it. After frame_queue.js.
const SIDE = 960 // pixels of the canvas
const PEN_STEP = 0.05 // of the half side: how far an arrow key moves the pen
const inside = (value) => Number(Math.max(-1, Math.min(1, value)).toFixed(3)) // where points may be drawn
const DENSEST = 0.5 // opacity of the field where the discriminator is sure

// A disc is real, a diamond generated.
const dot = (colour, rim, radius, outline) => {
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = 2 * radius + 4
  const painter = canvas.getContext("2d")
  painter.fillStyle = colour
  painter.strokeStyle = rim
  painter.translate(radius + 2, radius + 2)
  outline(painter, radius)
  painter.fill()
  painter.stroke()
  return canvas
}

const disc = (painter, radius) => painter.arc(0, 0, radius, 0, 2 * Math.PI)
const diamond = (painter, radius) => {
  painter.rotate(Math.PI / 4)
  painter.rect(-0.8 * radius, -0.8 * radius, 1.6 * radius, 1.6 * radius)
}

class GANField {
  constructor(canvas, life) {
    this.canvas = canvas
    this.names = canvas.previousElementSibling
    this.queue = new FrameQueue(life, life.sight(canvas), (frame) => this.show(frame))
    this.painter = canvas.getContext("2d")
    this.drawings = 0
    this.pen = [0, 0] // where the keyboard draws
    canvas.width = canvas.height = SIDE
    canvas.setAttribute("role", "img")
    canvas.onpointerdown = (event) => {
      if (!this.data.drawable || !event.isPrimary) return
      canvas.setPointerCapture(event.pointerId)
      this.stroke = []
      this.extend(event)
    }
    canvas.onpointermove = (event) => {
      if (this.stroke) this.extend(event)
    }
    canvas.onpointerup = canvas.onpointercancel = () => this.lift()
    canvas.onkeydown = (event) => {
      if (this.data.drawable) this.press(event)
    }
    canvas.onfocus = () => this.draw()
    canvas.onblur = () => {
      this.lift()
      this.draw()
    }
  }

  take(data, tell) {
    Object.assign(this, { data, tell })
    this.name()
    this.canvas.classList.toggle("drawable", data.drawable)
    this.canvas.tabIndex = data.drawable ? 0 : -1
    this.queue.take(data.frames)
  }

  show(frame) {
    this.frame = frame
    this.canvas.setAttribute("aria-label", frame.words)
    this.draw()
  }

  // What the colours of points and field mean.
  name() {
    const named = [
      ["disc", "real"],
      ["diamond", "generated"],
      ["", "D > ½"],
      ["", "D < ½"],
    ]
    this.names.replaceChildren(
      ...named.map(([className, words], at) => {
        const swatch = make("i", { className })
        swatch.style.background = this.data.colours[at % 2]
        return make("span", {}, swatch, words)
      }),
    )
  }

  pixel(value, up) {
    return SIDE / 2 + ((up ? -1 : 1) * value * SIDE) / (2 * this.data.limit)
  }

  extend(event) {
    const box = this.canvas.getBoundingClientRect()
    const place = (fraction) => inside((2 * fraction - 1) * this.data.limit)
    this.stroke.push(place((event.clientX - box.left) / box.width), -place((event.clientY - box.top) / box.height))
    this.dots(this.stroke.slice(-2), this.data.colours[0], 7)
  }

  lift() {
    const made = this.stroke
    this.stroke = null
    if (made?.length) this.tell("stroke", made)
  }

  press(event) {
    const way = UPWARD_ARROWS[event.key]
    if (!way && event.key !== " ") return
    event.preventDefault()
    if (way) this.move(way)
    else if (this.stroke) this.lift()
    else this.stroke = [...this.pen]
    this.draw()
  }

  move(way) {
    this.pen = this.pen.map((value, axis) => inside(value + way[axis] * PEN_STEP * this.data.limit))
    if (this.stroke) this.stroke.push(...this.pen)
  }

  draw() {
    const { real, colours } = this.data
    const { field, generated } = this.frame
    this.painter.clearRect(0, 0, SIDE, SIDE)
    this.painter.imageSmoothingEnabled = true
    this.painter.drawImage(fieldPicture(bytes(field), colours, DENSEST), 0, 0, SIDE, SIDE)
    this.dots(floats(real), colours[0], 5)
    this.dots(floats(generated), colours[1], 7, diamond)
    if (this.stroke) this.dots(this.stroke, colours[0], 7)
    if (this.data.drawable && this.canvas.matches(":focus-visible")) this.cross(this.pen)
    this.drawings += 1
    this.canvas.dataset.drawings = this.drawings
  }

  cross([right, up]) {
    const [x, y] = [this.pixel(right), this.pixel(up, true)]
    this.painter.lineWidth = this.stroke ? 5 : 2
    this.painter.strokeStyle = getComputedStyle(this.canvas).getPropertyValue("--st-text-color")
    this.painter.stroke(new Path2D(`M${x - 16} ${y}h32M${x} ${y - 16}v32`))
  }

  // One point is painted once and then copied: far cheaper than to trace the outlines of 800 circles.
  dots(places, colour, radius, outline = disc) {
    const stamp = dot(colour, getComputedStyle(this.canvas).getPropertyValue("--st-background-color"), radius, outline)
    const middle = stamp.width / 2
    for (let at = 0; at < places.length; at += 2)
      this.painter.drawImage(
        stamp,
        Math.round(this.pixel(places[at]) - middle),
        Math.round(this.pixel(places[at + 1], true) - middle),
      )
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const canvas = parentElement.querySelector("canvas")
  return living(
    canvas,
    (life) => new GANField(canvas, life),
    (field) => field.take(data, setTriggerValue),
  )
}
