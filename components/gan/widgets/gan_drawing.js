// A GAN's two networks to scale, one under the other: from the latent to a picture, and from a picture to its score. Play
// lets one forward pass run through both. After slab_figure.js and forward_pass.js.
class GANDrawing {
  constructor(root, life) {
    this.root = root
    this.generator = new SlabFigure(root, this)
    this.discriminator = new SlabFigure(root, this)
    this.footer = appended("footer", root)
    this.pass = new ForwardPass(this.footer, life, () => this.follow())
    this.words = appended("p", this.footer)
    this.images = [new Image(), new Image()]
    for (const image of this.images) image.onload = () => this.paint()
    this.redraw = life.sized(root, () => this.data && this.draw())
  }

  get figures() {
    return [this.generator, this.discriminator]
  }

  take(data, tell) {
    const another = this.data && this.networks.some(({ pictures }, at) => pictures !== data.networks[at].pictures)
    Object.assign(this, { data, tell })
    this.networks.forEach(({ pictures }, at) => (this.images[at].src = pictures))
    this.redraw()
    if (another || !this.pass.count) this.pass.begin(this.parts.length)
  }

  get networks() {
    return this.data.networks
  }

  // What a forward pass comes to, one after the other: where it is a slab, that slab.
  get parts() {
    const [generator, discriminator] = this.networks.map(({ slabs }) => [undefined, ...slabs])
    return [...generator, ...discriminator, undefined]
  }

  // The numbers of the parts with which they begin.
  get begins() {
    return [0, this.networks[0].slabs.length + 1]
  }

  draw() {
    this.say()
    const [wide, high] = [this.root.clientWidth, (this.root.clientHeight - this.footer.offsetHeight) / 2]
    this.figures.forEach((figure, at) => {
      figure.arrange(this.networks[at], wide, PHONE.matches ? Infinity : high, 0)
      figure.place(PHONE.matches ? figure.used : high)
    })
    this.paint()
  }

  paint() {
    if (!this.generator.places) return
    this.figures.forEach((figure, at) => {
      const pictured = this.networks[at].slabs.length
      const pass = passFrom(this.pass, this.begins[at])
      figure.paint({ image: this.images[at], pictured, pass, open: undefined, told: this.told })
    })
  }

  // What the forward pass has reached is told of.
  follow() {
    if (!this.generator.places) return
    const { part } = this.pass
    const network = this.networks[this.begins.indexOf(part)]
    if (!network) return this.point(this.parts[part])
    this.told = undefined
    const { parts, given } = network
    const { channels, side } = given
    this.sayWords(parts[0], side > 1 ? `${channels} × ${side} × ${side} numbers.` : `${channels} random numbers.`)
    this.paint()
  }

  point(slab) {
    this.say(slab)
    this.paint()
  }

  // The generator's layers but for the last, whose maps are the picture.
  opens(figure, at) {
    return figure === this.generator && at < this.networks[0].slabs.length - 1
  }

  openBlock(number) {
    this.tell("layer", number)
  }

  say(slab) {
    this.told = slab
    if (slab) this.sayWords(slab.name, slab.words)
    else this.sayWords("Score", this.data.sentence)
  }

  sayWords(name, words) {
    this.words.replaceChildren(make("strong", {}, `${name}: `), words, make("small", {}, MEASURES))
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new GANDrawing(root, life),
    (drawing) => drawing.take(data, setTriggerValue),
  )
}
