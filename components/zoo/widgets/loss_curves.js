// The losses of a training over its epochs: of what is learned from, and of what is held out. After plot.js and dom.js.
class LossCurves {
  constructor(figure, life) {
    this.figure = figure
    this.svg = part("svg", figure, { role: "img", "aria-label": "The losses over the epochs" })
    this.caption = appended("figcaption", figure)
    this.redraw = life.sized(figure, () => this.losses && this.draw(this.losses))
  }

  take(losses) {
    this.losses = losses
    this.figure.hidden = !losses
    this.redraw()
  }

  draw({ rows, colours }) {
    this.caption.replaceChildren("loss: ", ...this.key("learned from", colours[0], "dashed"))
    this.caption.append(", ", ...this.key("held out", colours[1]))
    const { clientWidth: wide, clientHeight: high } = this.svg
    const rem = remPixels()
    const box = { left: 2.4 * rem, right: wide - 1.2 * rem, top: 0.5 * rem, bottom: high - 1.3 * rem }
    const values = rows.flatMap(([, ...both]) => both)
    this.svg.replaceChildren()
    const area = new PlotArea(this.svg, box, [0, Math.max(1, rows.at(-1)[0])], [0, Math.max(...values)])
    for (const value of ticksBetween(0, Math.max(...values), 3)) {
      area.level("grid", value)
      area.besideAxis(value, trueMinus(value))
    }
    for (const epoch of ticksBetween(0, Math.max(1, rows.at(-1)[0]), 4)) area.belowAxis(epoch, trueMinus(epoch))
    const [learned, heldOut] = [1, 2].map((at) => rows.map((row) => [row[0], row[at]]))
    area.curve(learned, { class: "curve dashed", stroke: colours[0] })
    area.curve(heldOut, { class: "curve", stroke: colours[1] })
  }

  key(words, color, className = "") {
    const swatch = make("i", { className })
    swatch.style.color = color
    return [swatch, ` ${words}`]
  }
}
