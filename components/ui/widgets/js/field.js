// Bytes from the bottom up as a small picture, which the browser enlarges: `above` is the colour of those above the
// middle, `below` of those below it, the more opaque, the farther from it. After dom.js.

// A colour of four bytes for each value.
const fieldColours = ([above, below], densest) => {
  const colours = [below, above].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)))
  const bytes = Array.from({ length: 256 }, (_, value) => {
    const lean = value / 127.5 - 1
    return [...colours[lean > 0 ? 1 : 0], 255 * densest * Math.abs(lean)]
  })
  return new Uint32Array(new Uint8ClampedArray(bytes.flat()).buffer)
}

// Paint it on a canvas that has a pixel for each value.
const paintField = (canvas, values, colours) => {
  const side = canvas.width
  const image = new ImageData(side, side)
  const pixels = new Uint32Array(image.data.buffer)
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      pixels[(side - 1 - row) * side + column] = colours[values[row * side + column]]
  canvas.getContext("2d").putImageData(image, 0, 0)
}

const fieldCanvas = (values, properties = {}) => {
  const side = Math.sqrt(values.length)
  return make("canvas", { width: side, height: side, ...properties })
}

const fieldPicture = (values, colours, densest) => {
  const canvas = fieldCanvas(values)
  paintField(canvas, values, fieldColours(colours, densest))
  return canvas
}
