// Where the slabs of a network stand: in one row if there is room, else in several, all to one scale. After slab.js.
const SLAB_GAP = 0.45 // rem between slabs
const [SLIM, BROAD] = [0.24, 0.5] // of a face's width to its height
const FLATTER = 0.6 // power of a map's side: a map of 7 places is still seen beside one of 112
const [DEEPEST, DEPTH] = [0.16, 0.5] // of the largest slab's height, for the most channels; power of their number
const [VECTOR_HIGH, VECTOR_DEEP] = [0.8, 0.05] // of the largest slab's height
const MOST_ROWS = 8
const HALVINGS = 14 // of a search for a scale

// Each slab's measures, for a network whose tallest is `scale` pixels high and whose faces are `broad`.
const slabMeasures = ({ slabs, tallest }, scale, broad) => {
  const largest = Math.max(tallest, ...slabs.map(({ side }) => side))
  const most = Math.max(...slabs.map(({ channels }) => channels))
  return slabs.map(({ channels, side }) => {
    if (side === 1) return { high: VECTOR_HIGH * scale, deep: VECTOR_DEEP * scale, face: 0 }
    const high = scale * (side / largest) ** FLATTER
    return { high, deep: DEEPEST * scale * (channels / most) ** DEPTH, face: broad * high }
  })
}

// The numbers of what stands in each row: as many as have room. `widths` has their room, gaps included.
const rowsWithin = (widths, wide) => {
  const rows = [[]]
  let used = 0
  widths.forEach((width, at) => {
    if (used + width > wide && rows.at(-1).length) {
      rows.push([])
      used = 0
    }
    rows.at(-1).push(at)
    used += width
  })
  return rows
}

// The largest number up to `most` for which `fits` holds, which holds for all smaller ones.
const largestFitting = (most, fits) => {
  if (fits(most)) return most
  let [low, high] = [0, most]
  for (let turn = 0; turn < HALVINGS; turn++) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

// `room` has in pixels: its width and height, the least width of a slab's place, the height of a row's labels, the width
// of the classes, the most for the largest slab's height; and `before`, the width of the photo for a scale. The photo is numbered 0, the classes come last.
const slabRows = (network, room, rem) => {
  const widths = (scale, broad) => [
    room.before(scale),
    ...slabMeasures(network, scale, broad).map(({ deep, face }) => Math.max(room.least, deep + face) + SLAB_GAP * rem),
    room.after,
  ]
  const rowsOf = (scale, broad) => rowsWithin(widths(scale, broad), room.wide)
  let best = { scale: 0 }
  for (let count = 1; count <= MOST_ROWS; count++) {
    const highest = Math.min(room.tallest, (room.high / count - room.labels) / (1 + SLIM * SLANT))
    if (highest <= best.scale) break
    const scale = largestFitting(highest, (one) => rowsOf(one, SLIM).length <= count)
    if (scale > best.scale) best = { scale, count }
  }
  const { scale, count } = best
  const highest = (room.high / count - room.labels - scale) / (scale * SLANT)
  const broad = largestFitting(Math.min(BROAD, highest), (one) => rowsOf(scale, one).length <= count)
  return { scale, slabs: slabMeasures(network, scale, broad), widths: widths(scale, broad), rows: rowsOf(scale, broad) }
}
