// The field is a small picture that the browser enlarges; the points are drawn over it. All of it at once, ten times
// a second, so there is nothing to keep between two drawings but the stroke that is being made.
const SIDE = 720 // pixels of the canvas
const DENSEST = 0.5 // opacity of the field where the discriminator is sure

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
const floats = (text) => new Float32Array(bytes(text).buffer)
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))

const fieldPicture = (values, colours) => {
  const side = Math.sqrt(values.length)
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = side
  const painter = canvas.getContext("2d")
  const image = painter.createImageData(side, side)
  values.forEach((value, at) => {
    const lean = value / 127.5 - 1 // 1 is surely real, -1 surely generated
    const place = 4 * ((side - 1 - Math.floor(at / side)) * side + (at % side))
    image.data.set([...colours[lean > 0 ? 0 : 1], 255 * DENSEST * Math.abs(lean)], place)
  })
  painter.putImageData(image, 0, 0)
  return canvas
}

class Arena {
  constructor(canvas) {
    this.canvas = canvas
    this.painter = canvas.getContext("2d")
    this.drawings = 0
    canvas.width = canvas.height = SIDE
    canvas.setAttribute("role", "img")
    canvas.onpointerdown = (event) => {
      if (!this.data.drawable) return
      canvas.setPointerCapture(event.pointerId)
      this.stroke = []
      this.extend(event)
    }
    canvas.onpointermove = (event) => { if (this.stroke) this.extend(event) }
    canvas.onpointerup = canvas.onpointercancel = () => {
      const made = this.stroke
      this.stroke = null
      if (made?.length) this.tell("stroke", made)
    }
  }

  take(data, tell) {
    Object.assign(this, { data, tell })
    this.canvas.classList.toggle("drawable", data.drawable)
    this.canvas.setAttribute("aria-label", data.words)
    this.draw()
  }

  pixel(value, up) { return SIDE / 2 + ((up ? -1 : 1) * value * SIDE) / (2 * this.data.edge) }

  extend(event) {
    const box = this.canvas.getBoundingClientRect()
    const inside = (share) => Number(Math.max(-1, Math.min(1, (2 * share - 1) * this.data.edge)).toFixed(3))
    this.stroke.push(inside((event.clientX - box.left) / box.width), -inside((event.clientY - box.top) / box.height))
    this.dots(this.stroke.slice(-2), this.data.colours[0], 5)
  }

  draw() {
    const { field, real, generated, colours } = this.data
    this.painter.clearRect(0, 0, SIDE, SIDE)
    this.painter.imageSmoothingEnabled = true
    this.painter.drawImage(fieldPicture(bytes(field), colours.map(rgb)), 0, 0, SIDE, SIDE)
    this.dots(floats(real), colours[0], 4)
    this.dots(floats(generated), colours[1], 5)
    this.drawings += 1
    this.canvas.dataset.drawings = this.drawings
  }

  dots(places, colour, radius) {
    this.painter.fillStyle = colour
    this.painter.strokeStyle = getComputedStyle(this.canvas).getPropertyValue("--st-background-color")
    this.painter.beginPath() // all points as one path: ten times cheaper than one by one
    for (let at = 0; at < places.length; at += 2) {
      const [x, y] = [this.pixel(places[at]), this.pixel(places[at + 1], true)]
      this.painter.moveTo(x + radius, y)
      this.painter.arc(x, y, radius, 0, 2 * Math.PI)
    }
    this.painter.fill()
    this.painter.stroke()
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const canvas = parentElement.querySelector("canvas")
  canvas.arena ??= new Arena(canvas)
  canvas.arena.take(data, setTriggerValue)
}
