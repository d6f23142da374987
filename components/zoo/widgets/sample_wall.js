// Generated digits, one of them large. All that the sliders can show lies in the browser as sheets of digits, so the
// large digit follows at once; Python only hears where a slider rests.
const TILE_SIDE = 28
const ALL_TRAINING = "Moment of the training"

const logistic = (logit) => 1 / (1 + Math.exp(-logit))
const inPercent = (share) => `${Math.round(100 * share)} %`

const tileCanvas = (className) => make("canvas", { width: TILE_SIDE, height: TILE_SIDE, className })

// A name, a bar as long as a probability, and the probability in words.
const scoreRow = (list, className, name) => {
  const bar = make("i")
  const words = make("output")
  words.setAttribute("aria-live", "off")
  list.append(make("li", { className }, make("span", {}, name), make("div", {}, bar), words))
  return (share, text) => {
    bar.style.width = `${100 * share}%`
    words.textContent = text
  }
}

class SampleWall {
  constructor(root) {
    this.wall = appended("ol", root, { className: "wall" })
    this.large = tileCanvas("large")
    this.large.setAttribute("role", "img")
    const scores = make("ul")
    this.score = scoreRow(scores, "digit", "this digit")
    this.logit = make("output")
    this.logit.setAttribute("aria-live", "off")
    scores.append(make("li", { className: "logit" }, make("span", {}, "its logit"), this.logit))
    this.meanScore = scoreRow(scores, "mean", "generated, mean")
    this.realScore = scoreRow(scores, "real", "real, mean")
    this.controls = make("div", { className: "controls" })
    const question = make("p", {}, "Is it real? The discriminator’s probability:")
    root.append(
      make(
        "div",
        { className: "side" },
        make("div", { className: "room" }, this.large),
        question,
        scores,
        this.controls,
      ),
    )
    this.sheet = new Image()
    this.slidSheet = new Image()
    this.sheet.onload = () => this.paint()
    this.slidSheet.onload = () => this.paintLarge()
  }

  take(data) {
    this.moves ??= data.heard
    if (data.heard < this.moves || this.held) return // the answer was on its way when something was moved again
    const { sample, moment, slid } = data
    Object.assign(this, { data, sample, moment, place: slid?.place })
    if (this.sheet.src !== data.sheet) this.sheet.src = data.sheet
    if (slid && this.slidSheet.src !== slid.sheet) this.slidSheet.src = slid.sheet
    this.build()
    this.paint()
  }

  say(kind, ...values) {
    this.tell({ number: (this.moves += 1), kind, values })
  }

  build() {
    const count = this.data.logits[0].length
    while (this.wall.children.length < count) this.wall.append(this.tile(this.wall.children.length))
    const kind = this.data.slid ? "slid" : "moment"
    if (this.kind !== kind) {
      this.kind = kind
      this.sliders = this.data.slid ? [0, 1].map((axis) => this.latentSlider(axis)) : [this.momentSlider()]
      this.controls.replaceChildren(...this.sliders.map(({ row }) => row))
    }
    this.sliders.forEach(({ range }) => (range.disabled = false))
  }

  tile(number) {
    const button = make("button", { type: "button" }, tileCanvas("tile"), make("div", {}, make("i")))
    button.dataset.step = "" // the browser’s Back chooses the digit before
    button.onclick = () => {
      this.sample = number
      if (this.data.slid) this.place = this.middle()
      this.sliders.forEach(({ range }) => (range.disabled = true)) // until its sheet has come
      this.paint()
      this.say("sample", number)
    }
    return make("li", {}, button)
  }

  middle() {
    const half = (this.data.slid.steps - 1) / 2
    return [half, half]
  }

  slider(input, rest) {
    const name = make("span")
    const range = make("input", { type: "range", min: 0 })
    const words = make("output")
    words.setAttribute("aria-live", "off") // the slider says it already
    range.oninput = () => {
      this.held = true
      input(Number(range.value))
    }
    range.onchange = () => {
      this.held = false
      rest()
    }
    return { row: make("label", {}, name, range, words), name, range, words }
  }

  latentSlider(axis) {
    return this.slider(
      (step) => {
        this.place = this.place.map((old, at) => (at === axis ? step : old))
        this.paintLarge()
      },
      () => this.say("slid", ...this.place),
    )
  }

  momentSlider() {
    return this.slider(
      (moment) => {
        this.moment = moment
        this.paint()
      },
      () => this.say("moment", this.moment),
    )
  }

  paint() {
    const { logits } = this.data
    for (const [number, item] of [...this.wall.children].entries()) {
      const button = item.firstChild
      const share = logistic(logits[this.moment][number])
      this.paintTile(button.firstChild, this.sheet, number, this.moment)
      button.lastChild.firstChild.style.width = `${100 * share}%`
      button.setAttribute("aria-pressed", number === this.sample)
      button.setAttribute("aria-label", `Digit ${number + 1}, real with a probability of ${inPercent(share)}`)
    }
    this.paintLarge()
  }

  paintTile(canvas, sheet, column, row) {
    const painter = canvas.getContext("2d")
    painter.fillRect(0, 0, TILE_SIDE, TILE_SIDE)
    if (!sheet.complete || !sheet.naturalWidth) return
    painter.drawImage(sheet, column * TILE_SIDE, row * TILE_SIDE, TILE_SIDE, TILE_SIDE, 0, 0, TILE_SIDE, TILE_SIDE)
  }

  paintLarge() {
    const { data, moment, sample } = this
    const { slid } = data
    const moved = slid && this.place.some((step, axis) => step !== this.middle()[axis])
    const logit = moved ? slid.logits[this.place[1] * slid.steps + this.place[0]] : data.logits[moment][sample]
    if (moved) this.paintTile(this.large, this.slidSheet, ...this.place)
    else this.paintTile(this.large, this.sheet, sample, moment)
    const share = logistic(logit)
    this.score(share, inPercent(share))
    this.logit.textContent = inWords(logit)
    this.meanScore(data.generated[moment], inPercent(data.generated[moment]))
    this.realScore(data.real[moment], inPercent(data.real[moment]))
    this.large.setAttribute("aria-label", `Digit ${sample + 1}, large`)
    if (slid) this.sliders.forEach((slider, axis) => this.sayLatent(slider, axis))
    else this.sayMoment(this.sliders[0])
  }

  sayLatent({ name, range, words }, axis) {
    const { steps, reach, numbers, values } = this.data.slid
    Object.assign(range, { max: steps - 1, value: this.place[axis] })
    name.textContent = `Latent ${numbers[axis]}`
    words.textContent = inWords(values[axis] + reach * ((2 * this.place[axis]) / (steps - 1) - 1))
    range.setAttribute("aria-valuetext", words.textContent)
  }

  sayMoment({ name, range, words }) {
    const { captions } = this.data
    Object.assign(range, { max: captions.length - 1, value: this.moment })
    name.textContent = ALL_TRAINING
    words.textContent = captions[this.moment]
    range.setAttribute("aria-valuetext", words.textContent)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    () => new SampleWall(root),
    (wall) => {
      wall.tell = (told) => setTriggerValue("move", told)
      wall.take(data)
    },
  )
}
