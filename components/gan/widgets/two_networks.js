// Two networks in one drawing. What goes forward is thin; a gradient’s way back is the thicker, the longer the gradient is.
// After frame_queue.js.
const SQUARE = 3.6 // rem of a square of points
const NETWORK = { wide: 4.4, high: 3.6 } // rem
const DOT = 0.13 // rem
const [SLIGHT, STRONG] = [0.12, 0.7] // rem of a gradient’s way
const FAINTEST = 1e-4 // a gradient as short as this is drawn as thin as possible; one of length 1 as thick as possible
const LOOP = 1.8 // rem to the right of D, for its gradient
const HEADS = { wide: 0.45, long: 0.6 } // rem of an arrow’s head
const GAP_LEAST = 1.6 // rem between what stands beside each other; where there is less, all is made smaller
const SLIM = 0.8 // of their size: names and gradients are then written without more
const ROWS = [0.22, 0.66] // of the height: generated points, and real ones

// How thick the way of a gradient is, by the logarithm of its length.
const thickness = (gradient) => {
  if (!gradient) return SLIGHT
  const share = 1 - Math.log10(Math.min(1, Math.max(FAINTEST, gradient))) / Math.log10(FAINTEST)
  return SLIGHT + share * (STRONG - SLIGHT)
}

class TwoNetworks {
  constructor(root, life) {
    this.svg = part("svg", root, { role: "img" })
    this.queue = new FrameQueue(life, life.sight(root), (moment) => {
      this.moment = moment
      this.redraw()
    })
    this.redraw = life.sized(root, () => this.moment && this.draw())
  }

  take(data) {
    this.data = data
    this.svg.classList.toggle("flows", data.flows)
    this.queue.take(data.moments)
  }

  draw() {
    const { svg, data, moment } = this
    const rem = remPixels()
    const [wide, high] = [svg.clientWidth, svg.clientHeight]
    const share = Math.min(1, wide / ((2 * SQUARE + 2 * NETWORK.wide + LOOP + 3 * GAP_LEAST) * rem))
    Object.assign(this, {
      rem,
      wide,
      slim: share < SLIM,
      square: share * SQUARE * rem,
      box: { wide: share * NETWORK.wide * rem, high: share * NETWORK.high * rem },
    })
    svg.replaceChildren()
    svg.setAttribute("aria-label", this.words())
    const [half, side] = [this.square / 2, this.box.wide / 2]
    const floor = high - 2.2 * rem // of the gradient's way to G
    const [top, lower] = ROWS.map((share) => share * high)
    const bottom = Math.min(lower, floor - half - 1.9 * rem)
    const gap = (wide - 2 * this.square - 2 * this.box.wide - LOOP * rem) / 3 // between what stands beside each other
    const [noise, generator] = [half, this.square + gap + side]
    const points = generator + side + gap + half
    const [discriminator, middle] = [wide - LOOP * rem - side, (top + bottom) / 2]
    this.wayToG([discriminator - 0.7 * side, middle], [generator, top], floor)
    this.loopAtD(discriminator + side, middle)
    this.way([noise + half, top], [generator - side, top])
    this.way([generator + side, top], [points - half, top])
    this.way([points + half, top], [discriminator - side, middle - 0.6 * rem])
    this.way([points + half, bottom], [discriminator - side, middle + 0.6 * rem])
    const [real, generated] = data.colours
    this.points("noise", data.noise, noise, top, "currentColor")
    this.points("generated", moment.generated, points, top, generated)
    this.points("real", data.real, points, bottom, real)
    this.network("G", data.units[0], generator, top)
    this.network("D", data.units[1], discriminator, middle)
    moment.scores.forEach((share, at) => {
      const y = middle + this.box.high / 2 + (1.4 + 1.3 * at) * rem
      this.text([wide, y], `D(${at ? "◆" : "●"}) = ${inWords(share)}`, {
        kind: "score",
        fill: data.colours[at],
        anchor: "end",
      })
    })
  }

  words() {
    const { scores, gradients } = this.moment
    const [ofG, ofD] = gradients.map((gradient) => (gradient === null ? "none" : inWords(gradient, 3)))
    const means = scores.map((share) => inWords(share))
    return `Noise goes through G, generated and real points through D. Mean D of real ${means[0]}, of generated ${means[1]}; gradient of D ${ofD}, of G ${ofG}.`
  }

  text([x, y], words, { kind = "name", fill = "currentColor", anchor = "middle" } = {}) {
    part("text", this.svg, { class: kind, x, y, "text-anchor": anchor, fill }, words)
  }

  points(name, points, x, y, fill) {
    const half = this.square / 2
    part("rect", this.svg, { class: "square", x: x - half, y: y - half, width: this.square, height: this.square })
    for (const [across, up] of points) {
      const place = { cx: x + (across / 1000) * half * 0.92, cy: y - (up / 1000) * half * 0.92 }
      part("circle", this.svg, { ...place, r: DOT * this.rem, fill })
    }
    this.text([x, y + half + 1.1 * this.rem], name)
  }

  // A box with a column for each layer, as high as it has units, on a scale of logarithms.
  network(name, units, x, y) {
    const { wide, high } = this.box
    part("rect", this.svg, { class: "network", x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 4 })
    const most = Math.log2(1 + Math.max(...units))
    units.forEach((count, at) => {
      const column = (0.7 * high * Math.log2(1 + count)) / most
      const left = x - wide / 2 + ((at + 1) * wide) / (units.length + 1) - 0.12 * this.rem
      part("rect", this.svg, { class: "layer", x: left, y: y - column / 2, width: 0.24 * this.rem, height: column })
    })
    this.text([x, y - high / 2 - 0.35 * this.rem], this.slim ? name : `${name}: ${units.join("·")}`)
  }

  way(from, to) {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
    const length = Math.hypot(dx, dy)
    const long = HEADS.long * this.rem
    const end = [to[0] - (dx / length) * long, to[1] - (dy / length) * long]
    part("path", this.svg, { class: "way", d: lineThrough([from, end]) })
    this.head(to, Math.atan2(dy, dx), HEADS.wide, "way-head")
  }

  head([x, y], angle, wide, kind) {
    const [long, half] = [HEADS.long * this.rem, (wide / 2) * this.rem]
    const turn = `translate(${x} ${y}) rotate(${(180 * angle) / Math.PI})`
    part("path", this.svg, { class: kind, d: `M0 0L${-long} ${-half}L${-long} ${half}z`, transform: turn })
  }

  // The gradient’s way back through D and the generated points to G, over a floor below all.
  wayToG([x, middle], [generator, top], floor) {
    const tip = [generator, top + this.box.high / 2]
    const from = [x, middle + this.box.high / 2]
    const before = [generator, tip[1] + HEADS.long * this.rem]
    const [gradient] = this.moment.gradients
    this.gradient(gradient, [from, [x, floor], [generator, floor], before], tip, -Math.PI / 2)
    this.text([generator, floor + 1.4 * this.rem], this.sayGradient("G", gradient))
  }

  // The gradient of D, from its answer back into it.
  loopAtD(edge, middle) {
    const { rem } = this
    const [, gradient] = this.moment.gradients
    const [far, reach] = [edge + 0.6 * LOOP * rem, 0.9 * rem]
    const way = [
      [edge, middle + reach],
      [far, middle + reach],
      [far, middle - reach],
      [edge + HEADS.long * rem, middle - reach],
    ]
    this.gradient(gradient, way, [edge, middle - reach], Math.PI)
    const above = middle - this.box.high / 2 - 1.75 * rem
    this.text([this.wide, above], this.sayGradient("D", gradient), { anchor: "end" })
  }

  sayGradient(name, gradient) {
    const length = gradient === null ? "" : inWords(gradient, 3)
    return this.slim ? length : `gradient of ${name} ${length}`.trim()
  }

  gradient(length, way, tip, angle) {
    const wide = thickness(length)
    part("path", this.svg, { class: "gradient", d: lineThrough(way), "stroke-width": wide * this.rem })
    this.head(tip, angle, wide + 0.5, "gradient-head")
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new TwoNetworks(root, life),
    (drawing) => drawing.take(data),
  )
}
