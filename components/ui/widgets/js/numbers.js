// Numbers in words, with a true minus.
const trueMinus = (value) => String(value).replace("-", "−")
// What rounds to 0 has no sign.
const inWords = (value, digits = 2) => {
  const written = value.toFixed(digits)
  return trueMinus(Number(written) === 0 ? written.replace("-", "") : written)
}
