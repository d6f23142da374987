// What stands along an axis: finite lists, whatever the numbers and the room.
const DECADES = [0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
const ROUND = DECADES.flatMap((decade) => [1, 2, 5].map((one) => one * decade))

// At most `most` + 1 round numbers between two ends.
const ticksBetween = (low, high, most = 6) => {
  if (!(Number.isFinite(high - low) && high >= low)) return []
  const step = ROUND.find((one) => (high - low) / one <= most) ?? high - low
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  return Array.from({ length: Math.min(most + 1, Math.max(0, count)) }, (_, at) =>
    Number(((first + at) * step).toFixed(6)),
  )
}

// Every nth of some labels, so that each has `apart` pixels of a length; the first at least.
const thinned = (labels, length, apart) => {
  const every = Math.ceil(labels.length / Math.max(1, Math.floor(length / apart) || 0))
  return labels.filter((_, at) => at % every === 0)
}
