// A convolution, place by place. The numbers come from Python; here they are only revealed. `at` is the place of the
// convolution that the window stands on, `filled` how many of its places, row by row, have been filled in.
const SPEEDS = [1, 2, 5, 10, 30, 100, 300, 1000, 3000] // places a second
const REDUCED_MOTION = matchMedia("(prefers-reduced-motion: reduce)")
const LONGEST = 100 // milliseconds from picture to picture; after more, out of sight, it goes on where it was
const GLIDE_UP_TO = 10 // places a second; a faster window would lag behind its place
const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }
const PAGE = `
  <div class="maps" tabindex="0" role="application"
    aria-label="Sliding window: the arrow keys move it, the space bar plays, Home and End go to the first and last place"></div>
  <div class="player">
    <button type="button" class="play"></button><button type="button" class="step">Step</button>
    <button type="button" class="clear">Clear</button><button type="button" class="fill">Fill</button>
    <label><input class="speed" type="range" min="0" max="${SPEEDS.length - 1}" aria-label="Speed"><output></output></label>
  </div>
  <div class="sum">
    <table class="values"><caption>Under the window</caption></table>
    <table class="kernel"><caption><b>×</b> kernel<span></span></caption></table>
    <table class="products"><caption><b>=</b> products</caption></table>
  </div>
  <div class="results"></div>`

// What stands around the maps, in rem.
const AROUND = { figure: 4, narrowest: 9.5, gap: 1, player: 3.4, below: 7.6, belowLarge: 11.6, beside: 13, beneath: 27 }
const NARROW = 600 // pixels; up to here the style sheet stacks everything

// The largest place with which maps of these sizes have room on `wide` × `high` pixels in so many columns.
const largestPlace = (sizes, columns, wide, high, rem) => {
  const rows = Math.ceil(sizes.length / columns)
  const most = (of, at) => Math.max(...sizes.filter((_, index) => of(index)).map((size) => size[at]))
  const sum = (count, term) => Array.from({ length: count }, (_, at) => term(at)).reduce((all, one) => all + one, 0)
  const across = sum(columns, (column) => most((index) => index % columns === column, 0))
  const down = sum(rows, (row) => most((index) => Math.floor(index / columns) === row, 1))
  const narrow = (wide - AROUND.gap * rem * (columns - 1)) / columns < AROUND.narrowest * rem
  if (narrow) return 0
  return Math.min(
    (wide - AROUND.gap * rem * (columns - 1)) / across,
    (high - AROUND.figure * rem * rows - AROUND.gap * rem * (rows - 1)) / down,
  )
}

// How many maps side by side, and the sums below or beside them, make a place largest.
const arrangement = (sizes, large, wide, high, rem) => {
  let best = { place: 0, columns: 1, beside: false }
  const below = AROUND.player + (large ? AROUND.belowLarge : AROUND.below)
  for (let columns = 1; columns <= sizes.length; columns++)
    for (const beside of [false, true]) {
      if (beside && high < (AROUND.beneath + AROUND.player) * rem * (large ? 1.4 : 1)) continue
      const left = beside ? wide - AROUND.beside * rem : wide
      const place = largestPlace(sizes, columns, left, high - (beside ? AROUND.player : below) * rem, rem)
      if (place > best.place) best = { place, columns, beside }
    }
  return best
}

const decoded = (map) => ({ ...map, values: floats(map.values), table: bytes(map.table) })
const within = (value, count) => Math.min(count - 1, Math.max(0, value))

class ConvolutionDemo {
  constructor(root, life) {
    this.life = life
    this.seen = life.sight(root)
    root.innerHTML = PAGE
    this.root = root
    this.part = (name) => root.querySelector(name)
    this.pictures = new Pictures(this.part(".maps"), (row, column) => {
      this.play(false)
      this.goTo(row, column)
    })
    this.sums = new Sums(this.part)
    this.size = ""
    this.playing = false
    this.speed = REDUCED_MOTION.matches ? 1 : 3
    this.redraw = life.sized(root.parentElement, () => this.arrange())
    this.listen()
  }

  arrange() {
    if (!this.maps) return
    const { clientWidth, clientHeight } = this.root.parentElement
    const style = this.part(".maps").style
    if (clientWidth <= NARROW) {
      this.root.classList.remove("beside")
      style.removeProperty("--cell")
      return
    }
    const large = this.root.classList.contains("large")
    const found = arrangement(this.pictures.sizes(), large, clientWidth, clientHeight, remPixels())
    style.setProperty("--cell", `${found.place}px`)
    style.setProperty("--columns", found.columns)
    this.root.classList.toggle("beside", found.beside)
  }

  listen() {
    const on = (name, action) => {
      this.part(name).onclick = action
    }
    on(".play", () => this.play(!this.playing))
    on(".step", () => {
      this.play(false)
      this.go((this.at + 1) % this.count)
    })
    on(".clear", () => {
      this.filled = 0
      this.go(0)
    })
    on(".fill", () => {
      this.play(false)
      this.filled = this.count
      this.go(this.at)
    })
    const speed = this.part(".speed")
    speed.value = this.speed
    speed.oninput = () => {
      this.speed = Number(speed.value)
      this.showSpeed()
    }
    this.part(".maps").onkeydown = (event) => this.press(event)
  }

  take({ maps, weights, diverging }, send) {
    this.maps = maps.map(decoded)
    const [, made] = this.maps
    this.count = made.height * made.width
    const size = JSON.stringify([this.maps[0].width, made.geometry, made.width])
    if (size !== this.size) {
      // another grid: what was filled in so far means nothing on it
      this.size = size
      this.playing = false
      this.filled = this.count
      this.at = Math.floor(made.height / 2) * made.width + Math.floor(made.width / 2)
    }
    this.pictures.take(this.maps)
    this.sums.take(this.maps, weights, bytes(diverging), send)
    this.redraw()
    this.showSpeed()
    this.paint()
  }

  paint() {
    const places = this.places()
    this.pictures.paint(this.filled)
    this.pictures.mark(places)
    this.sums.show(places)
  }

  // Where each map is written; null where a pooling leaves the place out.
  places() {
    const row = Math.floor(this.at / this.maps[1].width)
    const column = this.at % this.maps[1].width
    return this.maps.map((map, index) => {
      if (index < 2) return [row, column]
      const place = [row, column].map((line) => Math.floor(line / map.geometry.stride))
      return inside(map, ...place) ? place : null
    })
  }

  goTo(row, column) {
    const [, made] = this.maps
    this.go(within(row, made.height) * made.width + within(column, made.width))
  }

  go(at) {
    this.at = within(at, this.count)
    this.filled = Math.max(this.filled, this.at + 1)
    this.paint()
  }

  press(event) {
    if (event.key === " ") this.play(!this.playing)
    else if (event.key === "Home" || event.key === "End") {
      this.play(false)
      this.go(event.key === "Home" ? 0 : this.count - 1)
    } else if (event.key in KEYS) {
      const [row, column] = this.places()[1]
      const [down, right] = KEYS[event.key]
      this.play(false)
      this.goTo(row + down, column + right)
    } else return
    event.preventDefault()
  }

  play(wanted) {
    const starts = wanted && !this.playing
    this.playing = wanted
    this.showSpeed()
    if (!starts) return
    if (this.filled === this.count) {
      this.filled = 0
      this.go(0)
    }
    let last = performance.now()
    let due = 0
    const tick = (now) => {
      if (!this.playing) return
      if (!this.seen()) {
        last = now
        this.life.later(LONGEST, () => this.life.frame(tick))
        return
      }
      due += (Math.min(now - last, LONGEST) / 1000) * SPEEDS[this.speed]
      last = now
      if (due >= 1) {
        this.go(this.at + Math.floor(due))
        due %= 1
      }
      if (this.at === this.count - 1) this.play(false)
      else this.life.frame(tick)
    }
    this.life.frame(tick)
  }

  showSpeed() {
    const speed = SPEEDS[this.speed]
    this.part("output").textContent = `${speed} places/s`
    this.part(".speed").setAttribute("aria-valuetext", `${speed} places a second`)
    this.part(".play").textContent = this.playing ? "Pause" : "Play"
    const glides = this.playing && speed <= GLIDE_UP_TO && !REDUCED_MOTION.matches
    this.root.style.setProperty("--glide", glides ? `${0.5 / speed}s` : "0s")
    this.part(".results").setAttribute("aria-live", this.playing ? "off" : "polite")
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".demo")
  return living(
    root,
    (life) => new ConvolutionDemo(root, life),
    (demo) => demo.take(data, (weights) => setTriggerValue("weights", weights)),
  )
}
