// A frozen network to scale, its old last layer cut off, and the new one while it learns: its weights, and what they make of
// the photo. After slab_figure.js, forward_pass.js, step_player.js and numbers.js.
const FROZEN = 0.42 // of the height, for the network
const STEP_TIME = 60 // milliseconds from one step of the training to the next

class ProcedureDrawing {
  constructor(root, life) {
    Object.assign(this, { root, life })
    this.figure = new SlabFigure(root, this)
    this.lower = appended("div", root, { className: "layers" })
    const fresh = appended("div", this.lower, { className: "new" })
    this.title = appended("strong", fresh)
    this.list = appended("ul", fresh)
    this.old = appended("p", this.lower, { className: "old" })
    this.footer = appended("footer", root)
    this.player = new StepPlayer(this.footer, life, {
      name: "Step of the training",
      play: "Train",
      pace: STEP_TIME,
      shows: () => this.show(),
      rests: (step) => this.rest(step),
      plays: (does) => root.classList.toggle("learns", does),
    })
    this.words = appended("p", this.footer)
    this.images = { network: new Image(), frames: new Image(), features: new Image() }
    for (const image of Object.values(this.images)) image.onload = () => this.paint()
    this.redraw = life.sized(root, () => this.data && this.draw())
  }

  take(data, tell) {
    const { layer, network } = data
    const another = this.data?.layer.frames !== layer.frames
    const moved = this.data?.step !== data.step
    Object.assign(this, { data, tell })
    const sources = { network: network.pictures, frames: layer.frames, features: layer.features }
    for (const [name, source] of Object.entries(sources)) this.images[name].src = source
    if (another || moved) this.player.put(data.step, layer.probabilities.length - 1)
    this.writeOld()
    this.listRows()
    this.redraw()
  }

  // --- What stands there ---

  writeOld() {
    const { classes, best, probability } = this.data.old
    const what = make("strong", {}, `Old last layer: ${classes.toLocaleString("en")} classes.`)
    this.old.replaceChildren(what, " Cut off. It would say ", make("s", {}, `${best}, ${probability}`))
  }

  listRows() {
    const { classes, truth, all, shown } = this.data.layer
    const total = all.toLocaleString("en")
    this.title.textContent = `New last layer: ${classes.length} × ${total} weights and ${classes.length} biases. Only these learn.`
    this.features = make("canvas")
    const words = [make("span", {}, "features x"), this.features, make("span", {}, `${shown} of ${total}, by class`)]
    const head = make("li", { className: "head" }, ...words)
    this.rows = classes.map((name, at) => {
      const canvas = make("canvas")
      const [value, bar] = [make("b"), make("i")]
      const row = make("li", {}, make("span", { title: name }, name), canvas, make("div", {}, value, bar))
      row.classList.toggle("truth", at === truth)
      row.onpointerenter = () => this.tellOf(at)
      row.onpointerleave = () => this.say()
      return { row, canvas, value, bar }
    })
    this.list.replaceChildren(head, ...this.rows.map(({ row }) => row))
  }

  draw() {
    this.say()
    const [wide, high] = [this.root.clientWidth, this.root.clientHeight - this.footer.offsetHeight]
    this.figure.arrange(this.data.network, wide, PHONE.matches ? Infinity : FROZEN * high, 0)
    this.figure.place(PHONE.matches ? this.figure.used : FROZEN * high)
    this.player.show(this.step)
  }

  // --- The training ---

  get step() {
    return this.player.step
  }

  show() {
    const { step } = this
    const { probabilities } = this.data.layer
    probabilities[step].forEach((share, at) => {
      this.rows[at].value.textContent = `${(100 * share).toFixed(1)} %`
      this.rows[at].bar.style.setProperty("--share", share)
    })
    const best = probabilities[step].indexOf(Math.max(...probabilities[step]))
    this.rows.forEach(({ row }, at) => row.classList.toggle("best", step > 0 && at === best))
    this.say()
    this.paint()
  }

  paint() {
    if (!this.figure.places) return
    const pictured = this.data.network.slabs.length
    this.figure.paint({ image: this.images.network, pictured, pass: ALL_REACHED, open: undefined, told: this.told })
    const { frames, features } = this.images
    if (!(frames.complete && frames.naturalWidth && features.naturalWidth)) return
    paintRow(this.features, features, 0)
    this.rows.forEach(({ canvas }, at) => paintRow(canvas, frames, this.step * this.rows.length + at))
  }

  // The page hears where it rests.
  rest(step) {
    this.data.step = step
    this.tell("step", step)
  }

  // --- What is said of it ---

  opens() {
    return false
  }

  point(slab) {
    if (slab) this.told = slab
    else this.told = undefined
    this.paint()
    if (slab) this.write(`${slab.name}: `, slab.words)
    else this.say()
  }

  say() {
    const { accuracies, losses } = this.data.layer
    const loss = this.step < losses.length ? `loss ${inWords(losses[this.step])}, ` : ""
    const right = `${loss}${Math.round(100 * accuracies[this.step])} % of the held-out photos are right.`
    this.write(`Step ${this.step} of ${accuracies.length - 1}: `, this.step ? right : `all weights are 0, ${right}`)
  }

  tellOf(at) {
    const { classes, logits, probabilities, all } = this.data.layer
    const logit = inWords(logits[this.step][at])
    const sum = `logit = Σ w · x over all ${all.toLocaleString("en")} features + b = ${logit}; `
    const chance = `probability = exp(${logit}) ÷ Σ exp(logit of each class) = `
    this.write(`${classes[at]}: `, `${sum}${chance}${inWords(probabilities[this.step][at], 4)}`)
  }

  write(name, words) {
    const measures =
      "Weights: purple below 0, orange above. A slab: as high as a side of its maps, as deep as they are many."
    this.words.replaceChildren(make("strong", {}, name), words, make("small", {}, measures))
  }
}

// A row of an image over the whole of a canvas, a pixel a place.
const paintRow = (canvas, image, row) => {
  if (canvas.width !== image.naturalWidth) Object.assign(canvas, { width: image.naturalWidth, height: 1 })
  canvas.getContext("2d").drawImage(image, 0, row, image.naturalWidth, 1, 0, 0, image.naturalWidth, 1)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new ProcedureDrawing(root, life),
    (drawing) => drawing.take(data, setTriggerValue),
  )
}
