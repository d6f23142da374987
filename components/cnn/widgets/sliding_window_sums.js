// The sum at one place of the sliding window: what is under it, the kernel, their products, and what follows.
const WITH_NUMBERS = 3 // places a side; a larger kernel is shown in colours alone, its numbers on pointing at them
const LARGEST = 9.99 // of a weight, either sign
const FUNCTIONS = { ReLU: "ReLU", "max pool": "max", "average pool": "mean" }

class Sums {
  constructor(part) {
    this.part = part
    this.cells = {}
  }

  take(maps, weights, diverging, send) {
    this.maps = maps
    this.weights = weights
    this.diverging = diverging
    this.top = Math.max(...weights.map(Math.abs)) || 1
    const size = maps[1].geometry.size
    this.small = size <= WITH_NUMBERS
    const root = this.part(".sum").parentElement
    root.classList.toggle("large", !this.small)
    root.style.setProperty("--size", size)
    this.part(".kernel caption span").textContent = this.small ? ": edit it" : ""
    if (this.weights.length !== this.cells.kernel?.length)
      for (const name of ["values", "kernel", "products"]) this.cells[name] = this.tableOf(name, size)
    this.cells.kernel.forEach((cell, number) => this.takeWeight(cell, number, send))
  }

  tableOf(name, size) {
    const table = this.part(`.${name}`)
    table.querySelector("tbody")?.remove()
    const cells = []
    for (let row = 0; row < size; row++) {
      const line = table.insertRow()
      for (let column = 0; column < size; column++) {
        const cell = line.insertCell()
        const label = `Weight, row ${row + 1}, column ${column + 1}`
        if (name === "kernel" && this.small) cell.innerHTML = `<input type="number" step="0.1" aria-label="${label}">`
        cells.push(cell)
      }
    }
    return cells
  }

  takeWeight(cell, number, send) {
    const weight = this.weights[number]
    const colour = colourAt(this.diverging, (weight / this.top + 1) / 2)
    const input = cell.firstElementChild
    if (!input) return this.write(cell, weight, colour)
    if (!input.matches(":focus")) input.value = Number(weight.toFixed(2))
    tint(input, colour)
    takeComma(input)
    input.onchange = () => {
      const edited = input.value === "" ? weight : Math.min(LARGEST, Math.max(-LARGEST, Number(input.value)))
      input.value = Number(edited.toFixed(2))
      if (edited !== weight) send(this.weights.map((other, index) => (index === number ? edited : other)))
    }
  }

  write(cell, value, colour) {
    cell[this.small ? "textContent" : "title"] = inWords(unsigned(value))
    tint(cell, colour)
  }

  show(places) {
    const [photo, made] = this.maps
    const shown = [] // the products as they are written
    covered(made.geometry, ...places[1]).forEach(([row, column], number) => {
      const value = valueAt(photo, row, column)
      const product = value * this.weights[number]
      shown.push(Number(product.toFixed(2)))
      const isRim = !inside(photo, row, column)
      const seen = this.cells.values[number]
      this.write(seen, value, isRim ? null : colourAt(photo.table, value))
      seen.classList.toggle("rim", isRim)
      this.write(this.cells.products[number], product, colourAt(this.diverging, (product / this.top + 1) / 2))
    })
    this.part(".results").innerHTML = this.lines(places, this.small ? shown.reduce((all, one) => all + one, 0) : null)
      .map((line) => `<p>${line}</p>`)
      .join("")
  }

  // What follows place by place; `total` is what the products add up to as they are written, if they are.
  lines(places, total) {
    return this.maps.slice(1).map((map, index) => {
      const place = places[index + 1]
      if (!place) return "Pooling leaves this place out."
      const read = (cell) => inWords(unsigned(valueAt(this.maps[index], ...cell)))
      const terms =
        map.kind === "convolution"
          ? "Sum of products"
          : `${FUNCTIONS[map.kind]}(${covered(map.geometry, ...place)
              .map(read)
              .join(", ")})`
      const value = inWords(unsigned(valueAt(map, ...place)))
      const adds = map.kind !== "convolution" || total === null || inWords(unsigned(total)) === value
      return `${terms} ${adds ? "=" : "≈"} <strong>${value}</strong>`
    })
  }
}

// No −0.00 for what rounds to zero.
const unsigned = (value) => (Math.abs(value) < 0.005 ? 0 : value)
