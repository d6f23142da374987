// A large picture with sliders beside it. While one slider moves, its frames are already here: they came as one sheet
// when it was touched, first a few, then all. What was let go of is told to Python, and so is what is wanted next.
const STRIDES = [8, 2, 1] // steps from frame to frame: a few frames at the first touch, then finer
const KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"])

const loaded = async (address) => {
  const image = new Image()
  image.src = address
  await image.decode()
  return image
}

class LatentSliders {
  constructor(root, life) {
    this.root = root
    this.life = life
    this.stage = appended("div", root, { className: "stage" })
    this.canvas = appended("canvas", this.stage)
    this.canvas.setAttribute("role", "img")
    this.meter = appended("output", this.stage)
    this.meter.setAttribute("aria-live", "off") // the rate is no news to a listener
    this.list = appended("div", root, { className: "sliders" })
    this.painter = this.canvas.getContext("2d")
    this.frames = new Map() // of one slider: step -> [sheet, place in it]
    this.painted = [] // moments at which another frame appeared
    this.rows = new Map()
    this.told = new Map() // of each slider: the number of its last move
  }

  take(data, tell) {
    Object.assign(this, { data, tell })
    this.moves ??= data.heard
    if (this.canvas.width !== data.side) this.canvas.width = this.canvas.height = data.side // it also wipes
    this.canvas.setAttribute("aria-label", data.words)
    this.build()
    if (data.sheet) this.receive(data.sheet)
    this.arrive(data.picture)
  }

  // The picture that Python has drawn; while a finger holds a slider, its frame stays.
  async arrive(address) {
    const image = await loaded(address)
    if (address !== this.data.picture || this.held || this.data.heard < this.moves) return
    this.painter.drawImage(image, 0, 0)
    this.canvas.dataset.picture = address
    this.canvas.dataset.frame = ""
  }

  async receive({ about, steps, pictures, stride }) {
    if (this.about !== about) {
      this.frames = new Map()
      this.about = about
      this.stride = Infinity
    }
    if (this.stride <= stride) return
    const image = await loaded(pictures)
    if (this.about !== about) return
    steps.forEach((step, place) => this.frames.set(step, [image, place]))
    this.stride = stride
    this.root.dataset.frames = this.frames.size
    this.waiting = ""
    if (this.held && this.moved) this.show(this.held) // a mere press changes nothing
    if (this.held) this.request(this.held)
  }

  build() {
    const kept = this.data.sliders.map((slider) => slider.key).join()
    if (kept !== this.kept) {
      this.list.replaceChildren()
      this.rows = new Map(this.data.sliders.map((slider) => [slider.key, this.row(slider)]))
      this.kept = kept
    }
    this.data.sliders.forEach((slider) => this.rows.get(slider.key).update(slider))
  }

  row(first) {
    const row = appended("label", this.list)
    const low = appended("span", row, { className: "low" })
    const range = appended("input", row)
    const high = appended("span", row, { className: "high" })
    const typed = appended("input", row)
    range.type = "range"
    typed.type = "number"
    takeComma(typed)
    typed.step = 0.1
    let slider = first
    const update = (now) => {
      slider = now
      low.textContent = slider.low
      high.textContent = slider.high
      Object.assign(range, { min: slider.lowest, max: slider.highest, step: 1 })
      range.setAttribute("aria-label", slider.name)
      typed.setAttribute("aria-label", `${slider.name}, in standard deviations`)
      const ahead = this.told.get(slider.key) > this.data.heard // of an answer that was on its way
      if (this.held !== range && !ahead) this.place(range, typed, slider, slider.now)
    }
    range.slider = () => slider
    range.typed = typed
    range.onpointerenter = range.onfocus = () => this.request(range)
    range.onpointerdown = () => {
      this.held = range
      this.moved = false
      this.painted = []
      this.request(range)
    }
    range.oninput = () => {
      this.held = range
      this.moved = true
      this.due ??= this.life.frame(() => {
        this.due = undefined
        this.show(range)
      })
    }
    range.onchange = () => this.release(range)
    range.onpointerup = range.onblur = () => this.let(range)
    range.onpointercancel = () => {
      this.moved = false
      this.let(range)
    }
    range.onkeydown = ({ key }) => {
      this.typing = KEYS.has(key)
    }
    typed.oninput = () => {
      range.edited = true
    }
    typed.onblur = () => {
      range.edited = false
    }
    typed.onchange = () => {
      range.edited = false
      if (typed.value === "") this.place(range, typed, slider, slider.now)
      else this.move(range, Math.round((Number(typed.value) - slider.zero) / this.data.step))
    }
    return { update }
  }

  // A press that moved nothing ends without a change: what Python has drawn since is shown again.
  let(range) {
    if (this.held !== range || this.moved) return
    this.held = null
    this.build()
    this.arrive(this.data.picture)
  }

  place(range, typed, slider, step) {
    range.value = step
    const share = (at) => (at - slider.lowest) / (slider.highest - slider.lowest)
    range.style.setProperty("--now", share(step))
    range.style.setProperty("--zero", share(-slider.zero / this.data.step))
    const coordinate = slider.zero + step * this.data.step
    if (!range.edited) typed.value = coordinate.toFixed(2) // an answer on its way does not wipe out half a number
    const far = Math.abs(coordinate) > this.data.trained
    range.parentElement.classList.toggle("far", far)
    range.setAttribute("aria-valuetext", `${coordinate.toFixed(2)}${far ? ", beyond what was trained" : ""}`)
  }

  // The frame nearest to where the slider is; dragged, the slider snaps to it.
  show(range) {
    const slider = range.slider()
    const wanted = Number(range.value)
    if (this.about !== slider.about || !this.frames.size) return this.request(range)
    let nearest = null
    for (const step of this.frames.keys())
      if (nearest === null || Math.abs(step - wanted) < Math.abs(nearest - wanted)) nearest = step
    const [sheet, place] = this.frames.get(nearest)
    const side = this.data.side
    this.painter.drawImage(sheet, 0, place * side, side, side, 0, 0, side, side)
    this.place(range, range.typed, slider, this.typing ? wanted : nearest)
    if (this.canvas.dataset.frame !== `${slider.about} ${nearest}`) this.count()
    this.canvas.dataset.frame = `${slider.about} ${nearest}`
    this.request(range)
  }

  count() {
    const now = performance.now()
    this.painted = [...this.painted.filter((moment) => now - moment < 1000), now]
    this.root.dataset.painted = Number(this.root.dataset.painted ?? 0) + 1
    const rate = now - this.painted[0] > 250 ? (1000 * (this.painted.length - 1)) / (now - this.painted[0]) : 0
    if (rate) this.meter.textContent = `${Math.round(rate)} frames/s`
  }

  // Ask for the next finer frames of a slider; a hover asks only for the first few.
  request(range) {
    const slider = range.slider()
    const have = this.about === slider.about ? this.stride : Infinity
    const next = STRIDES.find((stride) => stride < have)
    if (next === undefined || (this.held !== range && next !== STRIDES[0])) return
    const question = `${slider.about} ${next}`
    if (this.waiting === question) return
    this.waiting = question
    this.tell("request", { key: slider.key, stride: next })
  }

  release(range) {
    if (this.due) {
      this.due()
      this.due = undefined
      this.show(range)
    }
    this.typing = false
    this.move(range, Number(range.value))
  }

  move(range, step) {
    const slider = range.slider()
    const inside = Math.max(slider.lowest, Math.min(slider.highest, step))
    this.held = null
    this.place(range, range.typed, slider, inside)
    this.told.set(slider.key, (this.moves += 1))
    this.tell("move", { key: slider.key, step: inside, number: this.moves })
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new LatentSliders(root, life),
    (sliders) => sliders.take(data, setTriggerValue),
  )
}
