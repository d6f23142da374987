// The maps of the sliding window as pictures, with the frames that show where it stands.
const FINE = 60 // places; from here on the frame leaves out its cells
const TITLES = {
  photo: "Photo",
  convolution: "Convolution",
  ReLU: "ReLU",
  "max pool": "Max pool",
  "average pool": "Average pool",
}

const inside = (map, row, column) => row >= 0 && column >= 0 && row < map.height && column < map.width
const valueAt = (map, row, column) => (inside(map, row, column) ? map.values[row * map.width + column] : 0)

// The places of the map before that a window standing for (row, column) covers; some lie on the rim.
const covered = ({ size, stride, padding, dilation }, row, column) =>
  Array.from({ length: size * size }, (_, cell) => [
    row * stride - padding + dilation * Math.floor(cell / size),
    column * stride - padding + dilation * (cell % size),
  ])

// A frame around `size` × `size` cells, its first cell at (0, 0); dark below bright, to be seen on every ground.
const drawFrame = (svg, name, { size, dilation }) => {
  const group = part("g", svg, { class: name })
  const square = (kind, x, y, side) => part("rect", group, { class: kind, x, y, width: side, height: side })
  const cells = size > 1 ? covered({ size, stride: 1, padding: 0, dilation }, 0, 0) : []
  cells.forEach(([y, x]) => square("cell", x, y, 1))
  const side = dilation * (size - 1) + 1
  square("halo", 0, 0, side)
  square("frame", 0, 0, side)
  return group
}

class Pictures {
  // `point(row, column)` is called with a place of the convolution while the pointer is down on any of the maps.
  constructor(frame, point) {
    this.frame = frame
    this.point = point
  }

  take(maps) {
    this.maps = maps
    const rim = maps[1].geometry.padding
    this.frame.replaceChildren(...maps.map((map, index) => this.figure(map, index, index ? 0 : rim)))
  }

  // Widths and heights of the maps in places, the photo's rim included.
  sizes() {
    return this.maps.map(({ canvas }) => [canvas.width, canvas.height])
  }

  figure(map, index, rim) {
    const figure = document.createElement("figure")
    figure.innerHTML =
      '<figcaption></figcaption><div class="stage"><canvas></canvas></div><p class="legend"><i></i><span></span><span></span></p>'
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
    const svg = part("svg", stage, {
      viewBox: `${-rim} ${-rim} ${map.canvas.width} ${map.canvas.height}`,
      "aria-hidden": true,
    })
    const next = this.maps[index + 1]
    svg.classList.toggle("fine", map.width > FINE || (next?.geometry.size ?? 1) > 3)
    map.window = next && next.geometry.size > 1 ? drawFrame(svg, "window", next.geometry) : null
    map.place = index ? drawFrame(svg, "place", { size: 1, dilation: 1 }) : null
    this.follow(stage, map, index)
    return figure
  }

  follow(stage, map, index) {
    const move = (event) => {
      const box = stage.getBoundingClientRect()
      const row = Math.floor((map.canvas.height * (event.clientY - box.top)) / box.height) - map.rim
      const column = Math.floor((map.canvas.width * (event.clientX - box.left)) / box.width) - map.rim
      this.point(...this.meant(index, row, column))
    }
    stage.onpointerdown = (event) => {
      stage.setPointerCapture(event.pointerId)
      move(event)
    }
    stage.onpointermove = (event) => {
      if (stage.hasPointerCapture(event.pointerId)) move(event)
    }
  }

  // The place of the convolution that is meant by a place of the map `index`.
  meant(index, row, column) {
    const { stride, padding, dilation, size } = this.maps[Math.max(1, index)].geometry
    const middle = (dilation * (size - 1)) / 2
    if (index === 0) return [row, column].map((line) => Math.round((line + padding - middle) / stride))
    return [row, column].map((line) => line * stride + (index > 1 ? size - 1 : 0))
  }

  // The first `filled` places of the convolution, and whatever can be made of them.
  paint(filled) {
    const [, made] = this.maps
    this.maps.forEach((map, index) => {
      // A place of a later map is filled in once the last place it is made from is.
      const { size, stride } = index > 1 ? map.geometry : { size: 1, stride: 1 }
      const needs = (row, column) => (row * stride + size - 1) * made.width + column * stride + size - 1
      this.paintMap(map, (row, column) => index === 0 || needs(row, column) < filled)
    })
  }

  paintMap(map, isFilled) {
    const { canvas, rim } = map
    const context = canvas.getContext("2d")
    const image = context.createImageData(canvas.width, canvas.height) // clear: the rim, and what is to come
    for (let row = 0; row < map.height; row++)
      for (let column = 0; column < map.width; column++) {
        if (!isFilled(row, column)) continue
        const fraction = (valueAt(map, row, column) - map.low) / (map.high - map.low)
        const at = 4 * ((row + rim) * canvas.width + column + rim)
        image.data.set(colourAt(map.table, fraction), at)
        image.data[at + 3] = 255
      }
    context.putImageData(image, 0, 0)
  }

  // Put the frames around what is read and what is written; a place is null where a pooling leaves it out.
  mark(places) {
    const put = (group, place) => {
      if (!group) return
      group.style.display = place ? "" : "none"
      if (place) group.style.transform = `translate(${place[1]}px, ${place[0]}px)`
    }
    this.maps.forEach((map, index) => {
      const next = places[index + 1]
      put(map.window, next && covered(this.maps[index + 1].geometry, ...next)[0])
      put(map.place, places[index])
    })
  }
}
