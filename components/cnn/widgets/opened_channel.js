// One channel: the maps it is made of with their kernels, what is done with them, and the map that comes of it. After
// dom.js, colours.js, numbers.js and phone.js.
const NUMBERED = 3 // places of a kernel's side, up to which its numbers are written
const STRONGEST_INK = 0.7 // of the scale: a kernel's numbers stay legible

class OpenedChannel {
  // `drawing` hears which place is pointed at, pointPlace(row, column), and which is opened, openPlace().
  constructor(level, drawing) {
    this.drawing = drawing
    this.element = appended("div", level, { className: "channel" })
    this.sources = appended("ol", this.element, { className: "sources" })
    this.steps = appended("ol", this.element, { className: "steps" })
    const figure = appended("figure", this.element)
    this.caption = appended("figcaption", figure)
    this.stage = appended("div", figure, { className: "made" })
    this.image = appended("img", this.stage, { alt: "", draggable: false })
    this.mark = appended("i", this.stage)
    this.single = appended("strong", this.stage)
    this.stage.onpointermove = (event) => this.point(event)
    this.stage.onclick = (event) => {
      this.point(event)
      drawing.openPlace()
    }
  }

  draw(channel, table) {
    Object.assign(this, { channel, table })
    const top = Math.max(...channel.sources.flatMap(({ kernel }) => kernel.flat().map(Math.abs)), 1e-12)
    this.sources.replaceChildren(...channel.sources.map((source) => this.source(source, top)))
    if (channel.left_out) appended("li", this.sources, { textContent: channel.left_out })
    this.steps.replaceChildren(...channel.steps.map((step) => make("li", {}, step)))
    this.caption.textContent = channel.title
    this.image.src = channel.picture
    this.single.textContent = channel.single
    this.stage.classList.toggle("single", channel.single !== "")
  }

  source({ name, picture, kernel, single }, top) {
    const shown = single ? make("strong", {}, single) : make("img", { src: picture, alt: "" })
    const figure = make("figure", { className: single && "single" }, make("figcaption", {}, name), shown)
    const row = make("li", {}, figure)
    if (kernel.length) row.append(make("b", {}, "×"), this.kernel(kernel, top))
    return row
  }

  kernel(rows, top) {
    const table = make("table")
    const numbered = rows.length <= NUMBERED
    for (const values of rows) {
      const line = table.insertRow()
      for (const value of values) {
        const cell = line.insertCell()
        if (numbered) cell.textContent = inWords(value, 2)
        tint(cell, colourAt(this.table, ((STRONGEST_INK * value) / top + 1) / 2))
      }
    }
    return table
  }

  // Marks that place of the map.
  mind([row, column]) {
    const [rows, columns] = this.channel.shape
    Object.assign(this.mark.style, {
      left: `${(100 * column) / columns}%`,
      top: `${(100 * row) / rows}%`,
      width: `${100 / columns}%`,
      height: `${100 / rows}%`,
    })
  }

  point(event) {
    const [rows, columns] = this.channel.shape
    const box = this.stage.getBoundingClientRect()
    const within = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)))
    const row = within((event.clientY - box.top) / box.height, rows)
    this.drawing.pointPlace(row, within((event.clientX - box.left) / box.width, columns))
  }
}
