// How many columns give `count` squares the largest side, with `gap` pixels between them and `below` under each.
const largestSquares = (count, { wide, high, gap, below = 0, most = count }) => {
  let best = { side: 0, columns: 1 }
  for (let columns = 1; columns <= most; columns++) {
    const rows = Math.ceil(count / columns)
    const side = Math.min((wide - gap * (columns - 1)) / columns, (high - gap * (rows - 1)) / rows - below)
    if (side > best.side) best = { side, columns }
  }
  return best
}
