// A network drawn to scale, from its photo to its classes, and below it one of its blocks opened. Play lets one forward
// pass run through it. After slab_figure.js, opened_block.js and forward_pass.js.
const OPENED = 0.36 // of the height, for the opened block at least
const COMPARED = 0.52 // of the height, for another network
const OPENING = 1 // rem between the network and the opened block at least

class ArchitectureDrawing {
  constructor(root, life) {
    this.root = root
    this.figure = new SlabFigure(root, this)
    this.block = new OpenedBlock(appended("ol", root, { className: "operations" }))
    this.below = appended("div", root)
    this.sentence = appended("p", this.below)
    this.compared = new SlabFigure(this.below, this)
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
    const { network, opened, compared } = this.data
    this.block.list.hidden = !opened
    this.below.hidden = !compared
    this.say()
    const [wide, all] = [this.root.clientWidth, this.root.clientHeight - this.footer.offsetHeight]
    const share = opened ? 1 - OPENED : 1 - COMPARED
    const [most, least] = PHONE.matches ? [Infinity, 0] : [share * all, Math.min(share, 0.5) * all]
    this.figure.arrange(network, wide, most, OPENING * remPixels())
    const high = Math.min(most, Math.max(least, this.figure.used))
    this.figure.place(high)
    this.figure.press(opened?.number)
    if (opened) this.block.draw(opened, { wide, high: all - high }, this)
    else this.drawCompared(compared, wide, all - high)
    this.paint()
  }

  drawCompared(network, wide, high) {
    this.sentence.textContent = network.sentence
    const most = PHONE.matches ? Infinity : high - this.sentence.offsetHeight
    this.compared.arrange(network, wide, most, 0)
    this.compared.place(PHONE.matches ? this.compared.used : most)
  }

  paint() {
    if (!this.figure.places) return
    const { network, opened, compared } = this.data
    const look = { image: this.image, pass: this.pass, told: this.told }
    this.figure.paint({ ...look, pictured: network.slabs.length, open: opened?.number })
    if (compared) this.compared.paint({ ...look, pictured: 0, pass: ALL_REACHED })
  }

  // What the forward pass has reached is told of.
  follow() {
    if (!this.figure.places) return
    const { given, slabs } = this.data.network
    if (this.pass.part === 0) {
      this.told = undefined
      this.sayWords("Input", `the photo, ${given.channels} × ${given.side} × ${given.side} numbers.`)
      return this.paint()
    }
    this.point(slabs[this.pass.part - 1])
  }

  // --- What is pointed at, and opened ---

  point(slab) {
    this.say(slab)
    this.paint()
  }

  pointOperation(operation) {
    if (operation) this.sayWords(operation.kind, operation.words)
    else this.say()
  }

  // Whether a slab of that figure can be opened.
  opens(figure) {
    return figure === this.figure
  }

  openBlock(number) {
    this.tell("block", number)
  }

  openOperation(number) {
    this.tell("operation", number)
  }

  // Tells of a slab, of the opened one unless another is given.
  say(slab = this.data.network.slabs[this.data.opened?.number]) {
    this.told = slab
    if (slab) this.sayWords(slab.name, slab.words)
    else this.sayWords("Two networks", "point at a slab of either to read what it is.")
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
