// A digit beside the sum of its first entries. All sums lie in the browser, one beside the other, so the sum follows the
// slider at once; where it rests, Python hears of it.
const PART_SIDE = 28

const partFigure = (picture, ...words) => make("figure", {}, picture, make("figcaption", {}, ...words))

const tileOf = (choose) => {
  const entry = make("span", { className: "entry" })
  const words = make("span", { className: "words" })
  const tile = make("button", { type: "button" }, entry, words)
  tile.dataset.step = ""
  tile.onclick = () => choose(Number(tile.dataset.unit))
  return tile
}

class DictionaryWall {
  constructor(root, life) {
    this.root = root
    this.buildSum(root)
    this.buildWall(root)
    this.strip = new Image()
    this.strip.onload = () => this.show()
    whenDataCome(life, () => this.look())
    this.redraw = life.sized(
      this.chart,
      () => this.data && drawErrors(this.chart, this.data.errors, this.heldOut, this.active),
    )
  }

  buildSum(root) {
    const left = appended("div", root, { className: "left" })
    this.digit = make("img", { alt: "The picture" })
    this.sum = make("canvas", { width: PART_SIDE, height: PART_SIDE })
    this.sum.setAttribute("role", "img")
    this.count = make("span")
    const pair = make(
      "div",
      { className: "pair" },
      partFigure(this.digit, "The picture"),
      partFigure(this.sum, this.count),
    )
    this.range = make("input", { type: "range", min: 1, step: 1 })
    this.range.setAttribute("aria-label", "Active units")
    this.range.oninput = () => this.move(Number(this.range.value))
    this.range.onchange = () => this.tell("active", { number: (this.moves += 1), active: this.active })
    this.words = make("output")
    left.append(pair, make("label", {}, "Active units", this.range), this.words)
    this.chart = part("svg", left, { class: "chart", role: "img", "aria-label": "Error against active units" })
  }

  buildWall(root) {
    this.title = make("h3")
    this.wall = make("div", { className: "wall" })
    this.entry = make("img", { className: "entry-large", alt: "Its entry" })
    this.unit = make("h3")
    this.likes = make("ol")
    const chosen = make("div", { className: "chosen" }, this.entry, make("div", {}, this.unit, this.likes))
    root.append(make("div", { className: "right" }, make("header", {}, this.title, signKey()), this.wall, chosen))
  }

  take(data, tell) {
    Object.assign(this, { data: data.digit, heldOut: data.held_out, chosen: data.chosen, columns: data.columns, tell })
    const { picture, errors, title } = this.data
    this.moves ??= data.heard
    this.range.max = errors.length
    if (data.heard >= this.moves) this.range.value = this.active = data.active // else the slider has moved on
    if (this.digit.src !== picture) this.digit.src = picture
    this.title.textContent = title
    this.takeUnits()
    this.takeChosen()
    this.look()
    this.show()
  }

  takeUnits() {
    const { columns, chosen } = this
    const { units } = this.data
    const choose = (unit) => this.tell("unit", unit)
    while (this.wall.childElementCount < units.length) this.wall.append(tileOf(choose))
    const rows = Math.ceil(units.length / columns)
    units.forEach(({ number, activation }, at) => {
      const tile = this.wall.children[at]
      tile.dataset.unit = number
      tile.setAttribute("aria-label", `Unit ${number}, activation ${inWords(activation)}`)
      tile.setAttribute("aria-pressed", number === chosen.number)
      tile.querySelector(".words").textContent = inWords(activation)
      const [column, row] = [at % columns, Math.floor(at / columns)]
      const { style } = tile.querySelector(".entry")
      style.backgroundSize = `${100 * columns}% ${100 * rows}%`
      style.backgroundPosition = `${(100 * column) / (columns - 1)}% ${(100 * row) / Math.max(1, rows - 1)}%`
    })
  }

  takeChosen() {
    const { number, entry, digits, activations } = this.chosen
    this.unit.textContent = `Unit ${number}: its entry, and the held-out digits that activate it most`
    if (this.entry.src !== entry) this.entry.src = entry
    const items = activations.map((activation, at) => {
      const picture = make("span", { className: "like" })
      picture.style.backgroundImage = `url("${digits}")`
      picture.style.backgroundSize = `${100 * activations.length}% 100%`
      picture.style.backgroundPosition = `${(100 * at) / Math.max(1, activations.length - 1)}% 0`
      return make("li", {}, picture, inWords(activation))
    })
    this.likes.replaceChildren(...items)
  }

  // Pictures that this run only names: they may come a little later.
  look() {
    if (!this.data) return
    const [strip, wall] = [this.data.strip, this.data.wall].map(keptValue)
    if (strip && this.strip.src !== strip) this.strip.src = strip
    if (wall) painted(this.root, ".entry", wall)
  }

  move(active) {
    this.active = active
    this.show()
  }

  show() {
    if (!this.data) return
    const { errors, weakest } = this.data
    const at = this.active - 1
    const painter = this.sum.getContext("2d")
    if (this.strip.complete && this.strip.naturalWidth)
      painter.drawImage(this.strip, at * PART_SIDE, 0, PART_SIDE, PART_SIDE, 0, 0, PART_SIDE, PART_SIDE)
    this.root.dataset.frame = this.active
    const units = this.active === 1 ? "1 unit" : `${this.active} units`
    this.count.textContent = `Bias and ${units}`
    this.sum.setAttribute("aria-label", `The bias and the entries of ${units}, added up`)
    this.words.textContent = `Error ${errors[at].toFixed(4)}. The weakest active unit: ${inWords(weakest[at])}.`
    ;[...this.wall.children].forEach((tile, place) => tile.classList.toggle("unused", place > at))
    this.redraw()
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new DictionaryWall(root, life),
    (wall) => wall.take(data, setTriggerValue),
  )
}
