// The cells of the chart: each kind a shape and a letter, in the colour of its family. After svg.js.
const CELL_CORNERS = {
  square: [4, 45],
  diamond: [4, 0],
  hexagon: [6, 0],
  octagon: [8, 22.5],
  triangle: [3, -90],
  pentagon: [5, -90],
}
const CELL_SIZES = { square: 1.2, diamond: 1.22, triangle: 1.3, pentagon: 1.1 } // so that all look equally large
const CELL_TYPE = 0.95 // radii that a letter is high
const LEAST_TYPE = 0.88 // rem below which a letter can't be read

const cornersOf = (shape, x, y, radius) => {
  const [count, turn] = CELL_CORNERS[shape]
  const reach = radius * (CELL_SIZES[shape] ?? 1)
  const at = (corner) => ((360 * corner) / count + turn) * (Math.PI / 180)
  const places = Array.from({ length: count }, (_, corner) => at(corner))
  return `${lineThrough(places.map((angle) => [x + reach * Math.cos(angle), y + reach * Math.sin(angle)]))}Z`
}

const outline = (parent, shape, [x, y], r, attributes) =>
  shape === "circle"
    ? part("circle", parent, { cx: x, cy: y, r, ...attributes })
    : part("path", parent, { d: cornersOf(shape, x, y, r), ...attributes })

const spikesOf = ([x, y], radius) =>
  [45, 135, 225, 315]
    .map((turn) => (turn * Math.PI) / 180)
    .map((angle) =>
      [1, 1.4].map((far) => `${x + far * radius * Math.cos(angle)} ${y + far * radius * Math.sin(angle)}`),
    )
    .map(([from, to]) => `M${from}L${to}`)
    .join("")

// A cell of a kind (name, letter, shape, colour); `fill` is what it holds, the ground without a value.
const drawCell = (parent, kind, place, radius, fill = "var(--st-background-color)") => {
  const group = part("g", parent, { class: "cell" })
  const [shape, how] = kind.shape.split(" ").reverse()
  const line = { stroke: kind.colour, "stroke-width": Math.max(1.5, radius / 6), fill }
  outline(
    group,
    shape,
    place,
    radius,
    how === "dashed" ? { ...line, "stroke-dasharray": `${radius / 2.2} ${radius / 3.5}` } : line,
  )
  if (how === "double")
    outline(group, shape, place, radius * 0.7, { ...line, "stroke-width": line["stroke-width"] * 0.7, fill: "none" })
  if (how === "spiked") part("path", group, { d: spikesOf(place, radius), ...line })
  if (radius * CELL_TYPE >= LEAST_TYPE * remPixels()) {
    part(
      "text",
      group,
      { x: place[0], y: place[1] + radius * 0.33, "text-anchor": "middle", "font-size": radius * CELL_TYPE },
      kind.letter,
    )
  }
  return group
}

// Links between cells as one path: loops over those that feed themselves, straight lines between the others.
const linksPath = (places, links, radius) =>
  links
    .map(([from, to]) => {
      const [x, y] = places[from]
      if (from !== to) return lineThrough([places[from], places[to]])
      const reach = radius * 1.9
      return `M${x - radius * 0.6} ${y - radius * 0.7}C${x - reach} ${y - reach * 1.25} ${x + reach} ${y - reach * 1.25} ${x + radius * 0.6} ${y - radius * 0.7}`
    })
    .join("")

// Where a graph's cells lie in a box [left, top, width, height], so that whole cells stay inside.
const placesIn = ([left, top, width, height], cells, radius) => {
  const rim = radius * 1.5 // and above, the loops
  return cells.map(({ x, y }) => [left + rim + x * (width - 2 * rim), top + 2.1 * radius + y * (height - 3.6 * radius)])
}

const drawGraph = (svg, box, graph, kinds, radius) => {
  const places = placesIn(box, graph.cells, radius)
  part("path", svg, { class: "links", d: linksPath(places, graph.links, radius) })
  return graph.cells.map(({ letter }, at) => drawCell(svg, kinds[letter], places[at], radius))
}
