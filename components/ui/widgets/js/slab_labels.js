// What is written over and under the slabs of a network: channels, sides of maps, and the parts of a network.
const [ABOVE, BELOW, LINE] = [1.5, 3.1, 1.3] // rem of the labels of a row, and of one line more above
const SECOND_LINE = 1.4 // rem from the first line under the slabs
const LETTER = 0.55 // rem of a letter's width, at most

const sideOf = (network, at) => (at ? network.slabs[at - 1]?.side : network.given.side)
const partOf = (network, at) => network.parts[at ? 1 + !(sideOf(network, at) > 1) : 0]

// Runs of what is next to each other and alike: [what, first, last].
const runsOf = (numbers, kind) => {
  const runs = []
  for (const at of numbers) {
    if (runs.length && runs.at(-1)[0] === kind(at)) runs.at(-1)[2] = at
    else runs.push([kind(at), at, at])
  }
  return runs
}

// The rem of the labels above the slabs.
const aboveSlabs = ({ slabs }) => ABOVE + LINE * slabs.some(({ kind }) => kind)

// `places` of photo, slabs and classes as a SlabFigure has them, `rows` the numbers of those in each row.
const slabLabels = (network, { places, rows, scale }, rem) => {
  const label = (className, words, { x, wide }, y) => {
    const span = make("span", { className }, words)
    Object.assign(span.style, { left: `${x}px`, width: `${wide}px`, top: `${y}px` })
    return span
  }
  const across = (first, last) => ({ x: places[first].x, wide: places[last].x + places[last].wide - places[first].x })
  const fits = (words, room) => words.length * LETTER * rem < room.wide
  const channels = places.slice(0, -1).map((place, at) => {
    const { kind, channels: count } = at ? network.slabs[at - 1] : network.given
    const top = place.middle - place.high / 2 - SLANT * place.face - (ABOVE + LINE * Boolean(kind)) * rem
    return label("channels", kind ? `${kind}\n${count}` : `${count}`, place, top)
  })
  const below = rows.flatMap((row) => {
    const y = places[row[0]].middle + scale / 2
    const sides = runsOf(row, (at) => sideOf(network, at) || 0)
      .filter(([side]) => side > 1)
      .map(([side, first, last]) => {
        const [words, room] = [`${side} × ${side}`, across(first, last)]
        return label("side", fits(words, room) ? words : `${side}`, room, y)
      })
    const parts = runsOf(row, (at) => partOf(network, at)).map(([name, first, last]) => {
      const room = across(first, last)
      const words = [name, name.split(":")[0], name.replace(/ layers?$/, "")].find((one) => fits(one, room)) ?? ""
      return label("part", words, room, y + SECOND_LINE * rem)
    })
    return [...sides, ...parts]
  })
  return [...channels, ...below]
}
