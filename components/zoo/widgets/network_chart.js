// A button a network, as many in a row as make the drawings largest, and the legend below.
const CHART_GAP = 8 // pixels between two drawings
const CHART_TITLE = 1.5 // rem above each drawing
const TALLEST = 5 // cells in the tallest column of a drawing, about

const bestColumns = (count, width, height, title) => {
  const sides = Array.from({ length: count }, (_, less) => {
    const columns = less + 1
    const rows = Math.ceil(count / columns)
    const across = (width - CHART_GAP * (columns - 1)) / columns
    const down = (height - CHART_GAP * (rows - 1)) / rows - title
    return { columns, rows, side: Math.min(across / 1.25, down) }
  })
  return sides.reduce((best, one) => (one.side > best.side ? one : best))
}

class NetworkChart {
  constructor(root, life) {
    this.root = root
    this.list = appended("ol", root, { className: "networks" })
    this.legend = appended("ul", root, { className: "legend" })
    this.redraw = life.sized(root, () => keepingFocus(root, () => this.draw()))
  }

  take(data, open) {
    Object.assign(this, { data, open })
    this.redraw()
  }

  draw() {
    if (!this.data) return
    const { entries, kinds } = this.data
    this.legend.replaceChildren(...Object.values(kinds).map((kind) => this.legendEntry(kind)))
    const rem = remPixels()
    const phone = this.root.clientWidth < 30 * rem
    const height = this.root.clientHeight - this.legend.offsetHeight - 8
    const found = phone ? { columns: 3 } : bestColumns(entries.length, this.root.clientWidth, height, CHART_TITLE * rem)
    this.list.style.gridTemplateColumns = `repeat(${found.columns}, minmax(0, 1fr))`
    this.list.style.gridAutoRows = phone ? `${7.5 * rem}px` : "minmax(0, 1fr)"
    this.list.replaceChildren(...entries.map((entry) => make("li", {}, this.button(entry))))
    for (const button of this.list.querySelectorAll("button")) this.drawEntry(button)
  }

  button(entry) {
    const short = make("b", {}, entry.short)
    const button = make("button", { type: "button", title: entry.name }, short)
    if (entry.trained) button.append(make("span", { className: "tried" }, "try it"))
    button.setAttribute("aria-label", `${entry.name}${entry.trained ? ", can be tried" : ""}`)
    button.dataset.step = "" // to go back from
    button.onclick = () => this.open(entry.short)
    button.entry = entry
    return button
  }

  drawEntry(button) {
    const svg = part("svg", button)
    const [width, height] = [svg.clientWidth, svg.clientHeight]
    const radius = Math.min(height / (TALLEST * 2.7), width / 16)
    drawGraph(svg, [0, 0, width, height], button.entry.graph, this.data.kinds, radius)
  }

  legendEntry(kind) {
    const item = make("li")
    const rem = remPixels()
    const svg = part("svg", item, { width: 1.5 * rem, height: 1.5 * rem })
    drawCell(svg, kind, [0.75 * rem, 0.75 * rem], 0.5 * rem)
    item.append(make("b", {}, kind.letter), kind.name)
    return item
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new NetworkChart(root, life),
    (chart) => chart.take(data, (short) => setTriggerValue("open", short)),
  )
}
