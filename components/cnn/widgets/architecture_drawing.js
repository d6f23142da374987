// A network drawn to scale, from its photo to its classes, and below it one of its blocks opened. Play lets one forward
// pass run through it. After slab_figure.js, opened_block.js and forward_pass.js.
const OPENED = 0.36 // of the height, for the opened block at least
const OPENING = 1 // rem between the network and the opened block at least
const MEASURES =
  "Height: side of a map. Depth: number of channels. On each slab its strongest map: purple below 0, orange above, black 0."

class ArchitectureDrawing {
  constructor(root, life) {
    this.root = root
    this.figure = new SlabFigure(root, this)
    this.block = new OpenedBlock(appended("ol", root, { className: "operations" }))
    this.footer = appended("footer", root)
    this.pass = new ForwardPass(this.footer, life, () => this.follow())
    this.words = appended("p", this.footer)
    this.image = new Image()
    this.image.onload = () => this.paint()
    this.redraw = life.sized(root, () => this.data && this.draw())
  }

  take(data, tell) {
    const another = this.data?.network.pictures !== data.network.pictures
    Object.assign(this, { data, tell })
    this.image.src = data.network.pictures
    this.redraw()
    if (another) this.pass.begin(data.network.slabs.length + 2)
  }

  draw() {
    const { network, opened } = this.data
    this.say()
    const [wide, all] = [this.root.clientWidth, this.root.clientHeight - this.footer.offsetHeight]
    const [most, least] = PHONE.matches ? [Infinity, 0] : [(1 - OPENED) * all, all / 2]
    this.figure.arrange(network, wide, most, OPENING * remPixels())
    const high = Math.min(most, Math.max(least, this.figure.used))
    this.block.draw(opened, { wide, high: all - high }, this)
    this.figure.place(high)
    this.figure.press(opened.number)
    this.paint()
  }

  paint() {
    if (!this.figure.places) return
    this.figure.paint({ image: this.image, pass: this.pass, open: this.data.opened.number, told: this.told })
  }

  // What the forward pass has reached is told of.
  follow() {
    if (!this.figure.places) return
    this.say(this.pass.slab)
    this.paint()
  }

  // --- What is pointed at, and opened ---

  point(at) {
    this.say(at)
    this.paint()
  }

  pointOperation(operation) {
    if (operation) this.sayWords(operation.kind, operation.words)
    else this.say()
  }

  openBlock(number) {
    this.tell("block", number)
  }

  openOperation(number) {
    this.tell("operation", number)
  }

  // Tells of a slab, of the opened one unless another is named.
  say(at = this.data.opened.number) {
    const { name, words } = this.data.network.slabs[at]
    this.told = at
    this.sayWords(name, words)
  }

  sayWords(name, words) {
    this.words.replaceChildren(make("strong", {}, `${name}: `), words, make("small", {}, MEASURES))
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new ArchitectureDrawing(root, life),
    (drawing) => drawing.take(data, setTriggerValue),
  )
}
