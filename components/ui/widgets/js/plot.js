// The plot of a chart in SVG: where its values lie, in pixels, and what stands along its axes. After axes.js and svg.js.

// From values to pixels, along a straight or a logarithmic axis; a span without length lies in the middle.
const scaleBetween = ([low, high], [from, to], logarithmic = false) => {
  const bend = logarithmic ? Math.log : (value) => value
  const [first, span] = [bend(low), bend(high) - bend(low)]
  return (value) => from + (to - from) * (span ? (bend(value) - first) / span : 0.5)
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value))

// What a CSS file dresses: .grid, .rule, .curve, and text.
class PlotArea {
  // `box`: left, right, top and bottom of the plot in pixels; `across` and `up` the two ends of its axes.
  constructor(svg, box, across, up, logarithmic = false) {
    this.svg = svg
    this.box = box
    this.rem = remPixels()
    this.logarithmic = logarithmic
    this.x = scaleBetween(across, [box.left, box.right])
    this.y = scaleBetween(up, [box.bottom, box.top], logarithmic)
  }

  level(kind, value) {
    const y = this.y(value)
    return part("line", this.svg, { class: kind, x1: this.box.left, x2: this.box.right, y1: y, y2: y })
  }

  text(x, y, words, anchor = "middle", kind = "") {
    return part("text", this.svg, { class: kind, x, y, "text-anchor": anchor }, words)
  }

  // A label before the vertical axis.
  besideAxis(value, words) {
    this.text(this.box.left - 0.4 * this.rem, this.y(value) + 0.3 * this.rem, words, "end")
  }

  // A label under the horizontal axis.
  belowAxis(value, words) {
    this.text(this.x(value), this.box.bottom + 1.1 * this.rem, words)
  }

  // A horizontal line with its name at the right end, `lift` rem above it.
  rule(value, name, lift) {
    this.level("rule", value)
    this.text(this.box.right, this.y(value) - lift * this.rem, name, "end")
  }

  // Points of the chart [x, y] in pixels; those that aren't finite are left out.
  pixels(points) {
    return points.map(([across, up]) => [this.x(across), this.y(up)]).filter((point) => point.every(Number.isFinite))
  }

  curve(points, attributes) {
    return part("path", this.svg, { d: lineThrough(this.pixels(points)), ...attributes })
  }

  dots(points, attributes) {
    this.pixels(points).forEach(([cx, cy]) => part("circle", this.svg, { cx, cy, ...attributes }))
  }
}
