// Numbers in words, with a true minus.
const trueMinus = (value) => String(value).replace("-", "−")
const inWords = (value, digits = 2) => trueMinus(value.toFixed(digits))
