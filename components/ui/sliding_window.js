// A lesson in convolution. The numbers come from Python; here they are only revealed. `at` is the place of the
// convolution that the window stands on, `filled` how many of its places, row by row, have been filled in.
const SPEEDS = [1, 2, 5, 10, 30, 100, 300, 1000, 3000] // places a second
const CALM = matchMedia("(prefers-reduced-motion: reduce)")
const GLIDE_UP_TO = 10 // places a second; a faster window would lag behind its place
const FINE = 60 // places; from here on the frame leaves out its cells
const LARGEST = 9.99 // of a weight, either sign
const SVG = "http://www.w3.org/2000/svg"
const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }
const TITLES = { photo: "Photo", convolution: "Convolution", ReLU: "ReLU", "max pool": "Max pool", "average pool": "Average pool" }
const FUNCTIONS = { ReLU: "ReLU", "max pool": "max", "average pool": "mean" }
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
    <table class="kernel"><caption><b>×</b> kernel: edit it</caption></table>
    <table class="products"><caption><b>=</b> products</caption></table>
  </div>
  <div class="results"></div>`

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
const decoded = (map) => ({ ...map, values: new Float32Array(bytes(map.values).buffer), table: bytes(map.table) })
const inWords = (value) => (Math.abs(value) < 0.005 ? "0.00" : value.toFixed(2).replace("-", "−"))
const within = (value, count) => Math.min(count - 1, Math.max(0, value))
const inside = (map, row, column) => row >= 0 && column >= 0 && row < map.height && column < map.width
const valueAt = (map, row, column) => (inside(map, row, column) ? map.values[row * map.width + column] : 0)

// The colour of a share from 0 to 1 in a table of 256.
const colourOf = (table, share) => {
  const at = 3 * Math.round(255 * Math.min(1, Math.max(0, share)))
  return table.subarray(at, at + 3)
}
const ink = ([red, green, blue]) => {
  const light = 0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2
  return light > 0.18 ? "#000000" : "#ffffff"
}
const tint = (element, colour) => {
  element.style.background = colour ? `rgb(${colour})` : ""
  element.style.color = colour ? ink(colour) : ""
}

// The places of the map before that a window standing for (row, column) covers; some lie on the rim.
const covered = ({ size, stride, padding, dilation }, row, column) =>
  Array.from({ length: size * size }, (_, cell) => [
    row * stride - padding + dilation * Math.floor(cell / size),
    column * stride - padding + dilation * (cell % size),
  ])

const svgPart = (name, parent, attributes) => {
  const part = document.createElementNS(SVG, name)
  Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value))
  parent.append(part)
  return part
}

// A frame around `size` × `size` cells, its first cell at (0, 0); dark below bright, to be seen on every ground.
const drawFrame = (svg, name, { size, dilation }) => {
  const group = svgPart("g", svg, { class: name })
  const square = (kind, x, y, side) => svgPart("rect", group, { class: kind, x, y, width: side, height: side })
  const cells = size > 1 ? covered({ size, stride: 1, padding: 0, dilation }, 0, 0) : []
  cells.forEach(([y, x]) => square("cell", x, y, 1))
  const side = dilation * (size - 1) + 1
  square("halo", 0, 0, side)
  square("frame", 0, 0, side)
  return group
}

class Lesson {
  constructor(bench) {
    bench.innerHTML = PAGE
    this.bench = bench
    this.part = (name) => bench.querySelector(name)
    this.size = ""
    this.playing = false
    this.speed = CALM.matches ? 1 : 3
    for (const name of ["values", "kernel", "products"]) this.fillTable(this.part(`.${name}`), name === "kernel")
    this.listen()
  }

  fillTable(table, editable) {
    for (let row = 0; row < 3; row++) {
      const line = table.insertRow()
      for (let column = 0; column < 3; column++) {
        const cell = line.insertCell()
        if (editable) cell.innerHTML = `<input type="number" step="0.1" aria-label="Weight, row ${row + 1}, column ${column + 1}">`
      }
    }
  }

  listen() {
    const on = (name, action) => { this.part(name).onclick = action }
    on(".play", () => this.play(!this.playing))
    on(".step", () => { this.play(false); this.go((this.at + 1) % this.count) })
    on(".clear", () => { this.filled = 0; this.go(0) })
    on(".fill", () => { this.play(false); this.filled = this.count; this.go(this.at) })
    const speed = this.part(".speed")
    speed.value = this.speed
    speed.oninput = () => { this.speed = Number(speed.value); this.showSpeed() }
    this.part(".maps").onkeydown = (event) => this.press(event)
  }

  // --- What Python sends ---

  take({ maps, weights, diverging }, send) {
    this.maps = maps.map(decoded)
    this.weights = weights
    this.diverging = bytes(diverging)
    const [, made] = this.maps
    this.count = made.height * made.width
    const size = JSON.stringify([this.maps[0].width, made.slide, made.width])
    if (size !== this.size) { // another grid: what was filled in so far means nothing on it
      this.size = size
      this.playing = false
      this.filled = this.count
      this.at = Math.floor(made.height / 2) * made.width + Math.floor(made.width / 2)
    }
    this.drawFigures()
    this.takeWeights(send)
    this.showSpeed()
    this.paint()
  }

  takeWeights(send) {
    const top = Math.max(...this.weights.map(Math.abs)) || 1
    const inputs = [...this.part(".kernel").querySelectorAll("input")]
    inputs.forEach((input, cell) => {
      const weight = this.weights[cell]
      if (!input.matches(":focus")) input.value = Number(weight.toFixed(2))
      tint(input, colourOf(this.diverging, (weight / top + 1) / 2))
      input.onchange = () => {
        const edited = input.value === "" ? weight : Math.min(LARGEST, Math.max(-LARGEST, Number(input.value)))
        input.value = Number(edited.toFixed(2))
        if (edited !== weight) send(this.weights.map((other, index) => (index === cell ? edited : other)))
      }
    })
  }

  // --- The pictures ---

  drawFigures() {
    const frame = this.part(".maps")
    const rim = this.maps[1].slide.padding
    frame.style.setProperty("--across", this.maps.reduce((sum, map) => sum + map.width, 2 * rim))
    frame.style.setProperty("--tallest", this.maps[0].height + 2 * rim)
    frame.style.setProperty("--count", this.maps.length)
    frame.classList.toggle("many", this.maps.length > 3)
    frame.replaceChildren(...this.maps.map((map, index) => this.figure(map, index, index ? 0 : rim)))
  }

  figure(map, index, rim) {
    const figure = document.createElement("figure")
    figure.innerHTML = '<figcaption></figcaption><div class="stage"><canvas></canvas></div><p class="legend"><i></i><span></span><span></span></p>'
    figure.firstChild.innerHTML = `<strong>${TITLES[map.kind]}</strong> ${map.height}\u00a0×\u00a0${map.width}${rim ? " + rim" : ""}`
    const [bar, low, high] = figure.querySelector(".legend").children
    low.textContent = inWords(map.low)
    high.textContent = inWords(map.high)
    bar.style.background = `linear-gradient(to right, ${map.gradient.join(", ")})`
    map.rim = rim
    map.canvas = figure.querySelector("canvas")
    map.canvas.width = map.width + 2 * rim
    map.canvas.height = map.height + 2 * rim
    const stage = figure.querySelector(".stage")
    stage.style.setProperty("--wide", map.canvas.width)
    const svg = svgPart("svg", stage, { viewBox: `${-rim} ${-rim} ${map.canvas.width} ${map.canvas.height}`, "aria-hidden": true })
    svg.classList.toggle("fine", map.width > FINE)
    const next = this.maps[index + 1]
    map.window = next && next.slide.size > 1 ? drawFrame(svg, "window", next.slide) : null
    map.place = index ? drawFrame(svg, "place", { size: 1, dilation: 1 }) : null
    this.follow(stage, map, index)
    return figure
  }

  // While the pointer is down on a picture, the window goes where it is.
  follow(stage, map, index) {
    const move = (event) => {
      const box = stage.getBoundingClientRect()
      const row = Math.floor((map.canvas.height * (event.clientY - box.top)) / box.height) - map.rim
      const column = Math.floor((map.canvas.width * (event.clientX - box.left)) / box.width) - map.rim
      this.play(false)
      this.goTo(...this.meant(index, row, column))
    }
    stage.onpointerdown = (event) => { stage.setPointerCapture(event.pointerId); move(event) }
    stage.onpointermove = (event) => { if (stage.hasPointerCapture(event.pointerId)) move(event) }
  }

  // The place of the convolution that is meant by a place of the map `index`.
  meant(index, row, column) {
    const { stride, padding, dilation, size } = this.maps[Math.max(1, index)].slide
    if (index === 0) return [row, column].map((line) => Math.round((line + padding - dilation) / stride))
    return [row, column].map((line) => line * stride + size * (index > 1) - (index > 1))
  }

  paint() {
    const [, made] = this.maps
    this.maps.forEach((map, index) => {
      // A place of a later map is filled in once the last place it is made from is.
      const { size, stride } = index > 1 ? map.slide : { size: 1, stride: 1 }
      const needs = (row, column) => (row * stride + size - 1) * made.width + column * stride + size - 1
      this.paintMap(map, (row, column) => index === 0 || needs(row, column) < this.filled)
    })
    this.mark()
  }

  paintMap(map, isFilled) {
    const { canvas, rim } = map
    const context = canvas.getContext("2d")
    const image = context.createImageData(canvas.width, canvas.height) // clear: the rim, and what is to come
    for (let row = 0; row < map.height; row++)
      for (let column = 0; column < map.width; column++) {
        if (!isFilled(row, column)) continue
        const share = (valueAt(map, row, column) - map.low) / (map.high - map.low)
        const at = 4 * ((row + rim) * canvas.width + column + rim)
        image.data.set(colourOf(map.table, share), at)
        image.data[at + 3] = 255
      }
    context.putImageData(image, 0, 0)
  }

  // --- The window ---

  // Where each map is written; null where a pooling leaves the place out.
  places() {
    const row = Math.floor(this.at / this.maps[1].width)
    const column = this.at % this.maps[1].width
    return this.maps.map((map, index) => {
      if (index < 2) return [row, column]
      const place = [row, column].map((line) => Math.floor(line / map.slide.stride))
      return inside(map, ...place) ? place : null
    })
  }

  mark() {
    const places = this.places()
    const put = (group, place) => {
      if (!group) return
      group.style.display = place ? "" : "none"
      if (place) group.style.transform = `translate(${place[1]}px, ${place[0]}px)`
    }
    this.maps.forEach((map, index) => {
      const next = places[index + 1]
      put(map.window, next && covered(this.maps[index + 1].slide, ...next)[0])
      put(map.place, places[index])
    })
    this.showSum(places)
  }

  showSum(places) {
    const [photo, made] = this.maps
    const top = Math.max(...this.weights.map(Math.abs)) || 1
    const [values, products] = [".values", ".products"].map((name) => this.part(name).querySelectorAll("td"))
    covered(made.slide, ...places[1]).forEach(([row, column], cell) => {
      const value = valueAt(photo, row, column)
      const product = value * this.weights[cell]
      const isRim = !inside(photo, row, column)
      values[cell].textContent = isRim ? "0" : inWords(value)
      values[cell].classList.toggle("rim", isRim)
      tint(values[cell], isRim ? null : colourOf(photo.table, value))
      products[cell].textContent = inWords(product)
      tint(products[cell], colourOf(this.diverging, (product / top + 1) / 2))
    })
    this.showResults(places)
  }

  showResults(places) {
    const lines = this.maps.slice(1).map((map, index) => {
      const place = places[index + 1]
      if (!place) return "Pooling leaves this place out."
      const from = covered(map.slide, ...place).map((cell) => inWords(valueAt(this.maps[index], ...cell)))
      const terms = map.kind === "convolution" ? "Sum of products" : `${FUNCTIONS[map.kind]}(${from.join(", ")})`
      return `${terms} = <strong>${inWords(valueAt(map, ...place))}</strong>`
    })
    this.part(".results").innerHTML = lines.map((line) => `<p>${line}</p>`).join("")
  }

  // --- Moving ---

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
    else if (event.key === "Home" || event.key === "End") { this.play(false); this.go(event.key === "Home" ? 0 : this.count - 1) }
    else if (event.key in KEYS) {
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
    if (this.filled === this.count) { this.filled = 0; this.go(0) }
    let last = performance.now()
    let due = 0
    const tick = (now) => {
      if (!this.playing || !this.bench.isConnected) return
      due += ((now - last) / 1000) * SPEEDS[this.speed]
      last = now
      if (due >= 1) { this.go(this.at + Math.floor(due)); due %= 1 }
      if (this.at === this.count - 1) this.play(false)
      else requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  }

  showSpeed() {
    const speed = SPEEDS[this.speed]
    this.part("output").textContent = `${speed} places/s`
    this.part(".speed").setAttribute("aria-valuetext", `${speed} places a second`)
    this.part(".play").textContent = this.playing ? "Pause" : "Play"
    const glides = this.playing && speed <= GLIDE_UP_TO && !CALM.matches
    this.bench.style.setProperty("--glide", glides ? `${0.5 / speed}s` : "0s")
    this.part(".results").setAttribute("aria-live", this.playing ? "off" : "polite")
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const bench = parentElement.querySelector(".bench")
  bench.lesson ??= new Lesson(bench)
  bench.lesson.take(data, (weights) => setTriggerValue("weights", weights))
}
