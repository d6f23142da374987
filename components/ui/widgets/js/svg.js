// What charts in SVG are drawn with.
const SVG = "http://www.w3.org/2000/svg"

const part = (name, parent, attributes = {}, text = "") => {
  const element = document.createElementNS(SVG, name)
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value))
  element.textContent = text
  return parent.appendChild(element)
}

// The `d` of a path through points [x, y], in pixels.
const lineThrough = (points) => points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")

// The pixels of a rem.
const remPixels = () => parseFloat(getComputedStyle(document.documentElement).fontSize)
