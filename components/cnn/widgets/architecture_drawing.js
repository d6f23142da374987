// A network drawn to scale, and the way into it: a block, one of its operations, one channel, one sum. After
// slab_figure.js, forward_pass.js, zoom.js and what draws each level.
const OPENED = 0.39 // of the height, for the opened block at least
const COMPARED = 0.52 // of the height, for another network
const OPENING = 1 // rem between the network and the opened block at least
const [NETWORK, BLOCK, OPERATION, CHANNEL, SUM] = [0, 1, 2, 3, 4]
const WAY_IN = "Wheel or pinch to zoom in; click to go there."
const WAY_OUT = "Wheel outwards, or click a name, to go back."

// Python brings what a stop shows and the next one needs. On the way out the deeper pictures are still to be seen.
const withDeeper = (before, data) => {
  if (!before || before.network.pictures !== data.network.pictures) return data
  const same = (depth) => String(before.zoom.path.slice(0, depth)) === String(data.zoom.path.slice(0, depth))
  const kept = (name, depth) => data.zoom[name] ?? (same(depth) ? before.zoom[name] : null)
  const deeper = { operation: kept("operation", 2), channel: kept("channel", 3), sum: kept("sum", 3) }
  return { ...data, zoom: { ...data.zoom, ...deeper } }
}

class ArchitectureDrawing {
  constructor(root, life) {
    Object.assign(this, { root, life, turn: 0 })
    this.stops = appended("nav", root, { className: "stops" })
    this.stops.setAttribute("aria-label", "How far in")
    this.room = appended("div", root, { className: "levels" })
    this.levels = [NETWORK, BLOCK, OPERATION, CHANNEL, SUM].map(() =>
      appended("div", this.room, { className: "level" }),
    )
    const [network, block, operation, channel, sum] = this.levels
    this.figure = new SlabFigure(network, this)
    this.strip = new OpenedBlock(appended("ol", network, { className: "operations" }))
    this.below = appended("div", network)
    this.sentence = appended("p", this.below)
    this.compared = new SlabFigure(this.below, this)
    this.block = new OpenedBlock(appended("ol", block, { className: "operations" }))
    this.sheet = appended("div", operation)
    this.channel = new OpenedChannel(channel, this)
    this.sum = appended("div", sum, { className: "sums" })
    this.footer = appended("footer", root)
    this.pass = new ForwardPass(this.footer, life, () => this.follow())
    this.words = appended("p", this.footer)
    this.image = new Image()
    this.image.onload = () => this.paint()
    this.zoom = new Zoom(this.room, this.levels, life, this)
    this.redraw = life.sized(root, () => this.data && this.draw())
  }

  take(found, tell) {
    const first = !this.data
    const data = withDeeper(this.data, found)
    const another = this.data?.network.pictures !== data.network.pictures
    Object.assign(this, { data, tell })
    const { turn, stop, path, place } = data.zoom
    const overtaken = turn < this.turn
    if (!overtaken) Object.assign(this, { turn, path, place: place ?? this.place })
    this.image.src = data.network.pictures
    if (first) this.zoom.stand(stop)
    else this.zoom.within(this.deepest())
    this.redraw()
    if (another) this.pass.begin(data.network.slabs.length + 2)
    const moved = !first && !overtaken && stop !== this.stop
    if (!overtaken) this.stop = stop
    if (moved) this.zoom.fly(stop)
    this.zoom.ready()
    if (PHONE.matches) this.bringIntoSight()
  }

  // --- Drawing ---

  draw() {
    const { opened } = this.data
    this.nameStops()
    this.say()
    const wide = this.root.clientWidth
    const all = this.root.clientHeight - this.footer.offsetHeight - this.stops.offsetHeight
    this.room.style.height = PHONE.matches ? "" : `${all}px`
    this.drawNetwork(wide, all)
    if (opened) this.block.draw(opened, { wide, high: all }, this)
    this.block.press(this.path[1])
    this.drawDeeper()
    this.paint()
    this.zoom.paint()
  }

  drawNetwork(wide, all) {
    const { network, opened, compared } = this.data
    this.strip.list.hidden = !opened
    this.below.hidden = !compared
    const share = opened ? 1 - OPENED : 1 - COMPARED
    const [most, least] = PHONE.matches ? [Infinity, 0] : [share * all, Math.min(share, 0.5) * all]
    this.figure.arrange(network, wide, most, OPENING * remPixels())
    const high = Math.min(most, Math.max(least, this.figure.used))
    this.figure.place(high)
    this.figure.press(opened?.number)
    if (opened) this.strip.draw(opened, { wide, high: all - high }, this)
    else this.drawCompared(compared, wide, all - high)
  }

  drawCompared(network, wide, high) {
    this.sentence.textContent = network.sentence
    const most = PHONE.matches ? Infinity : high - this.sentence.offsetHeight
    this.compared.arrange(network, wide, most, 0)
    this.compared.place(PHONE.matches ? this.compared.used : most)
  }

  // What the deeper levels hold is drawn once for each channel of an operation, as long as photo and colours stay.
  drawDeeper() {
    const { operation, channel, sum, scale, path } = this.data.zoom
    const about = [path, scale, this.data.network.pictures].join()
    if (operation) gridSheet(this.sheet, { ...operation, crossed: [] }, (number) => this.openChannel(number))
    if (channel && this.drawn?.channel !== about) this.channel.draw(channel, bytes(scale))
    if (sum && this.drawn?.sum !== about)
      this.adding = sumDrawing(this.sum, { ...sum, start: this.place }, this.life, (...place) =>
        this.pointPlace(...place),
      )
    this.drawn = { channel: channel && about, sum: sum && about }
    this.showPlace()
  }

  showPlace() {
    if (!this.data.zoom.channel || !this.place) return
    this.channel.mind(this.place)
    if (this.adding && String(this.sum.place) !== String(this.place)) this.adding.go(...this.place)
  }

  paint() {
    if (!this.figure.places) return
    const { network, opened, compared } = this.data
    const look = { image: this.image, pass: this.pass, told: this.told }
    this.figure.paint({ ...look, pictured: network.slabs.length, open: opened?.number })
    if (compared) this.compared.paint({ ...look, pictured: 0, pass: ALL_REACHED })
  }

  nameStops() {
    const buttons = this.data.zoom.names.map((name, at) =>
      make("button", { type: "button", textContent: name, onclick: () => this.open(at) }),
    )
    this.hint = make("span")
    keepingFocus(this.stops, () => this.stops.replaceChildren(...buttons, this.hint))
    this.moved()
  }

  // Marks the stop that it is nearest to.
  moved() {
    const nearest = Math.round(this.zoom.depth)
    this.footer.classList.toggle("still", nearest !== NETWORK) // there is no pass to play
    if (this.hint) this.hint.textContent = nearest < this.stops.children.length - 2 ? WAY_IN : WAY_OUT
    ;[...this.stops.children].forEach((button, at) => {
      if (at === nearest) button.setAttribute("aria-current", "true")
      else button.removeAttribute("aria-current")
    })
  }

  // What the forward pass has reached is told of.
  follow() {
    if (!this.figure.places) return
    const { given, slabs } = this.data.network
    if (this.pass.part === 0) {
      this.told = undefined
      this.sayWords("Input", `the photo, ${given.channels} × ${given.side} × ${given.side} numbers.`, MEASURES)
      return this.paint()
    }
    this.point(slabs[this.pass.part - 1])
  }

  // --- The way in ---

  // As deep as there are pictures of what is on the path.
  deepest() {
    const { opened, zoom } = this.data
    if (!opened || this.path[0] !== zoom.path[0]) return NETWORK
    if (!zoom.operation || this.path[1] !== zoom.path[1]) return BLOCK
    if (!zoom.channel || this.path[2] !== zoom.path[2]) return OPERATION
    return zoom.sum ? SUM : CHANNEL
  }

  placeIn(level) {
    if (level === NETWORK) return this.slabPlace()
    if (level === BLOCK) return boxWithin(this.block.picture(this.path[1]), this.levels[BLOCK])
    if (level === OPERATION) return this.cellPlace()
    return boxWithin(this.channel.mark, this.levels[CHANNEL])
  }

  slabPlace() {
    const { left, deep, face, middle, high } = this.figure.places[this.path[0] + 1]
    return { left: left + deep, top: middle - high / 2 - (SLANT * face) / 2, wide: Math.max(face, deep), high }
  }

  cellPlace() {
    const { columns, numbers } = this.data.zoom.operation
    const at = Math.max(0, numbers.indexOf(this.path[2]))
    const { left, top, wide, high } = boxWithin(this.sheet.firstChild, this.levels[OPERATION])
    const [cellWide, cellHigh] = [wide / columns, high / Math.ceil(numbers.length / columns)]
    const [column, row] = [at % columns, Math.floor(at / columns)]
    return { left: left + column * cellWide, top: top + row * cellHigh, wide: cellWide, high: cellHigh }
  }

  // A zoom from rest goes into what is under the pointer.
  aim(level, event) {
    const found = this.under(level, event)
    if (found === null || level > OPERATION) return
    const operation = level === NETWORK ? this.strip.under(event) : null
    if (operation !== null) this.choose(BLOCK, operation)
    else if (found !== this.path[level]) this.choose(level, found)
    else return
    this.ask(level + 1)
  }

  under(level, event) {
    if (level === NETWORK) return this.figure.under(event) ?? this.path[NETWORK]
    if (level === BLOCK) return this.block.under(event)
    if (level === OPERATION) return this.sheetUnder(event)
    if (level === CHANNEL) this.channel.point(event)
    return null
  }

  sheetUnder(event) {
    const { columns, numbers } = this.data.zoom.operation
    const at = cellUnder(this.sheet.firstChild, { columns, count: numbers.length }, event)
    return at === null ? null : numbers[at]
  }

  // What lies deeper than that is what the network's own numbers choose: the last operation, the strongest channel.
  choose(level, number) {
    this.path = this.path.map((own, at) => (at < level ? own : at === level ? number : null))
    this.place = null
  }

  // Python gets ready what that stop shows, and what the next one will.
  ask(stop) {
    this.turn += 1
    this.stop = stop
    this.tell("zoom", { turn: this.turn, stop, path: this.path, place: this.place ?? null })
  }

  open(stop) {
    if (stop !== this.stop) this.ask(stop)
    this.zoom.fly(stop)
  }

  arrived(level) {
    if (level !== this.stop) this.ask(level)
    this.say()
  }

  openBlock(number) {
    this.sought = this.strip.list
    this.tell("block", number)
  }

  // On a phone what was opened may lie outside of the screen.
  bringIntoSight() {
    this.sought?.scrollIntoView({ block: "nearest" })
    this.sought = null
  }

  openOperation(number) {
    this.sought = this.stops
    this.choose(BLOCK, number)
    this.ask(OPERATION)
    this.zoom.fly(OPERATION)
  }

  openChannel(number) {
    this.choose(OPERATION, number)
    this.ask(CHANNEL)
    this.zoom.fly(CHANNEL)
  }

  openPlace() {
    if (this.data.zoom.names.length > SUM) this.open(SUM)
  }

  pointPlace(row, column) {
    this.place = [row, column]
    this.showPlace()
  }

  // --- What is pointed at ---

  point(slab) {
    this.say(slab)
    this.paint()
  }

  pointOperation(operation) {
    if (operation) this.sayWords(operation.kind, operation.words, MEASURES)
    else this.say()
  }

  // Whether a slab of that figure can be opened.
  opens(figure) {
    return figure === this.figure
  }

  // Tells of a slab, of what is opened unless another is given.
  say(slab = this.data.network.slabs[this.data.opened?.number]) {
    this.told = slab
    const level = this.zoom.target
    if (level > NETWORK && this.data.zoom.said[level]) this.sayWords(...this.data.zoom.said[level])
    else if (slab) this.sayWords(slab.name, slab.words, MEASURES)
    else this.sayWords("Two networks", "point at a slab of either to read what it is.", MEASURES)
  }

  sayWords(name, words, small) {
    this.words.replaceChildren(make("strong", {}, `${name}: `), words, make("small", {}, small))
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
