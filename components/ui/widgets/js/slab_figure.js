// A network to scale: what it is given, a slab for each block, the best classes. After focus.js, slab.js, slab_rows.js and slab_labels.js.
const PHOTO = 0.72 // of the largest slab's height
const CLASSES = { share: 0.15, least: 8.5 } // of the width; rem
const [PLACE, NAMED, THUMB] = [1.7, 2.7, 2.75] // rem of a slab's place at least; with a name; on a phone, for a finger
const PHONE_SCALE = 6.5 // rem of the largest slab on a phone

const MEASURES =
  "Higher: larger maps. Deeper: more channels. On each its strongest map: dark (0) to bright, or purple below 0, orange above."

class SlabFigure {
  // `drawing` hears which slab is pointed at and which is opened, and says which can be.
  constructor(parent, drawing) {
    this.drawing = drawing
    this.element = appended("div", parent, { className: "drawing" })
    this.canvas = appended("canvas", this.element)
    this.labels = appended("div", this.element)
    this.slabs = appended("div", this.element)
    this.classes = appended("ol", this.element, { className: "classes" })
  }

  // Lays the network out in that width and at most that height, `spare` of it left below.
  arrange(network, wide, most, spare) {
    Object.assign(this, { network, wide, rem: remPixels() })
    const { rem } = this
    const labels = this.labelsHigh()
    const room = {
      wide,
      high: Math.min(most, MOST_ROWS * (2 * PHONE_SCALE * rem + labels)) - spare,
      tallest: PHONE.matches ? PHONE_SCALE * rem : Infinity,
      least: (PHONE.matches ? THUMB : network.slabs.some(({ kind }) => kind) ? NAMED : PLACE) * rem,
      labels,
      before: (scale) => PHOTO * scale + SLAB_GAP * rem,
      after: network.classes.length ? Math.max(CLASSES.share * wide, CLASSES.least * rem) : 0,
    }
    this.layout = slabRows(network, room, rem)
    this.used = this.layout.rows.length * this.rowHigh() + spare
  }

  rowHigh() {
    const { scale, slabs } = this.layout
    return scale + SLANT * Math.max(...slabs.map(({ face }) => face)) + this.labelsHigh()
  }

  labelsHigh() {
    return (aboveSlabs(this.network) + BELOW) * this.rem
  }

  // Puts all in its place, in a figure of that height.
  place(high) {
    this.high = high
    this.element.style.height = `${high}px`
    this.places = this.placed(Math.max(0, (high - this.used) / 2))
    Object.assign(this.canvas, { width: this.wide * devicePixelRatio, height: high * devicePixelRatio })
    this.labels.replaceChildren(...slabLabels(this.network, { ...this.layout, places: this.places }, this.rem))
    const buttons = this.network.slabs.map((slab, at) => this.button(slab, at))
    keepingFocus(this.slabs, () => this.slabs.replaceChildren(...buttons))
    this.listClasses()
  }

  // Of photo, slabs and classes, by number: the place { x, wide, middle } and what stands there { left, deep, face, high }.
  placed(top) {
    const { rows, widths, slabs, scale } = this.layout
    const places = []
    rows.forEach((row, line) => {
      const used = row.reduce((sum, at) => sum + widths[at], 0)
      const spread = line && line === rows.length - 1 ? 0 : (this.wide - used) / row.length
      const middle = top + (line + 1) * this.rowHigh() - BELOW * this.rem - scale / 2
      let x = 0
      for (const at of row) {
        const wide = widths[at] + spread
        const slab = slabs[at - 1] || { deep: widths[at] - SLAB_GAP * this.rem, face: 0, high: PHOTO * scale }
        const left = at > slabs.length ? x : x + (wide - slab.deep - slab.face) / 2 // the way ends where the classes begin
        places.push({ ...slab, x, wide, middle, line, left })
        x += wide
      }
    })
    return places
  }

  button(slab, at) {
    const { x, wide, middle } = this.places[at + 1]
    const high = this.layout.scale
    const button = make("button", { type: "button", onclick: () => this.drawing.openBlock(at) })
    button.setAttribute("aria-label", `${slab.name}: ${slab.words}`)
    button.disabled = !this.drawing.opens(this, at)
    Object.assign(button.style, {
      left: `${x}px`,
      width: `${wide}px`,
      top: `${middle - high / 2}px`,
      height: `${high}px`,
    })
    button.onpointerenter = button.onfocus = () => this.drawing.point(slab)
    button.onpointerleave = button.onblur = () => this.drawing.point()
    return button
  }

  // The number of the slab under the pointer; null where there is none.
  under(event) {
    return childUnder(this.slabs, event)
  }

  press(number) {
    ;[...this.slabs.children].forEach((button, at) => button.setAttribute("aria-pressed", at === number))
  }

  listClasses() {
    const place = this.places.at(-1)
    const rows = this.network.classes.map(([name, percent, share]) => {
      const bar = make("i")
      bar.style.setProperty("--share", share)
      return make("li", {}, make("span", {}, name), make("b", {}, percent), bar)
    })
    this.classes.replaceChildren(...rows)
    Object.assign(this.classes.style, { left: `${place.x}px`, width: `${place.wide}px`, top: `${place.middle}px` })
    // As many as have room between the labels; on a phone they have a row of their own.
    while (rows.length > 1 && this.classes.offsetHeight > this.layout.scale) rows.pop().remove()
  }

  colours() {
    const style = getComputedStyle(this.element)
    const of = (name) => style.getPropertyValue(name)
    const names = { front: "--front", top: "--top", right: "--st-background-color", line: "--line" }
    const more = { opening: "--opening", marked: "--st-primary-color" }
    return Object.fromEntries(Object.entries({ ...names, ...more }).map(([name, variable]) => [name, of(variable)]))
  }

  // The image of the pictures, which photo and slabs have one (up to that number), the forward pass, the number of the slab
  // that is open, and the slab that is told of.
  paint({ image, pictured, pass, open, told }) {
    const painter = this.canvas.getContext("2d")
    const colours = this.colours()
    painter.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    painter.clearRect(0, 0, this.wide, this.high)
    if (open !== undefined) this.paintOpening(painter, colours, this.places[open + 1])
    this.paintWay(painter, colours, pass)
    const ready = image.complete && image.naturalWidth
    this.places.slice(0, -1).forEach((place, at) => {
      const slab = { ...place, x: place.left, y: place.middle - place.high / 2 }
      const look = {
        picture: { image, at },
        colours,
        shown: ready && at <= pictured ? pass.shown(at) : 0,
        marked: at - 1 === open,
      }
      if (place.face) paintSlab(painter, slab, look)
      else paintPanel(painter, slab, look)
    })
    if (this.network.slabs.includes(told)) this.paintField(painter, colours, told.field)
    this.classes.style.setProperty("--shown", pass.shown(this.places.length - 1))
  }

  // What the middle place of a slab sees of the photo: a square of so many pixels.
  paintField(painter, colours, field) {
    if (field === null) return
    const share = field / this.network.given.side
    if (share >= 1) return
    const { left, deep, middle, high } = this.places[0]
    const box = [left + (deep * (1 - share)) / 2, middle - (share * high) / 2, share * deep, share * high]
    const pens = [
      { strokeStyle: "white", lineWidth: 5 },
      { strokeStyle: colours.marked, lineWidth: 2.5 },
    ]
    for (const pen of pens) Object.assign(painter, pen).strokeRect(...box)
  }

  // From the opened block down to its operations.
  paintOpening(painter, colours, { left, deep, face, middle, high, line }) {
    if (line < this.layout.rows.length - 1) return // it would lie over other rows
    const [y, bottom] = [middle + high / 2, this.high]
    const corners = [
      [left, y],
      [left + deep + face, y],
      [this.wide, bottom],
      [0, bottom],
    ]
    outlined(painter, corners)
    painter.fillStyle = colours.opening
    painter.fill()
  }

  // The way from each to the next, and how far the forward pass is on it.
  paintWay(painter, colours, pass) {
    const last = this.network.classes.length ? this.places.length : this.places.length - 1
    this.places.slice(1, last).forEach((place, at) => {
      const from = this.places[at]
      if (from.line !== place.line) return
      const [begin, end] = [from.left + from.deep + from.face, place.left]
      const pens = [
        { share: 1, strokeStyle: colours.line, lineWidth: 1.5 },
        { share: pass.underWay ? pass.shown(at + 0.6) : 0, strokeStyle: colours.marked, lineWidth: 4 },
      ]
      for (const { share, ...pen } of pens.filter((one) => one.share)) {
        painter.beginPath()
        painter.moveTo(begin, place.middle)
        painter.lineTo(begin + share * (end - begin), place.middle)
        Object.assign(painter, pen).stroke()
      }
    })
  }
}
