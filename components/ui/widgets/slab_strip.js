// One network to scale, of which a slab can be chosen. After slab_figure.js.
class SlabStrip {
  constructor(root, life) {
    this.root = root
    this.figure = new SlabFigure(root, this)
    this.image = new Image()
    this.image.onload = () => this.paint()
    this.redraw = life.sized(root, () => this.data && this.draw())
  }

  take(data, tell) {
    Object.assign(this, { data, tell })
    this.image.src = data.network.pictures
    this.redraw()
  }

  draw() {
    const [wide, high] = [this.root.clientWidth, this.root.clientHeight]
    this.figure.arrange(this.data.network, wide, PHONE.matches ? Infinity : high, 0)
    this.figure.place(PHONE.matches ? this.figure.used : high)
    this.figure.press(this.data.chosen)
    this.paint()
  }

  paint() {
    if (!this.figure.places) return
    const { network, chosen } = this.data
    const seen = { pictured: network.slabs.length, open: chosen }
    this.figure.paint({ image: this.image, pass: ALL_REACHED, told: this.told, ...seen })
  }

  point(slab) {
    this.told = slab
    this.paint()
  }

  opens(_, at) {
    return at < this.data.choices
  }

  openBlock(number) {
    this.tell("slab", number)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new SlabStrip(root, life),
    (strip) => strip.take(data, setTriggerValue),
  )
}
