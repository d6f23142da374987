// The least pad: one stroke of places from 0 to 63, sent when the pen is lifted. The next one takes its place.
export default function ({ parentElement, setStateValue }) {
  const canvas = parentElement.querySelector("canvas")
  const painter = canvas.getContext("2d")
  let stroke = null

  const at = (event) => {
    const box = canvas.getBoundingClientRect()
    const shares = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
    return shares.map((share) => Math.min(63, Math.max(0, Math.floor(share * 64))))
  }
  const paint = () => {
    painter.fillRect(0, 0, 512, 512)
    Object.assign(painter, { strokeStyle: "white", lineWidth: 36, lineCap: "round", lineJoin: "round" })
    painter.beginPath()
    stroke.forEach(([x, y]) => painter.lineTo(8 * x + 4, 8 * y + 4))
    painter.stroke()
  }
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId)
    stroke = [at(event)]
    paint()
  }
  canvas.onpointermove = (event) => {
    if (!stroke) return
    stroke.push(at(event))
    paint()
  }
  canvas.onpointerup = () => {
    if (stroke) setStateValue("stroke", stroke)
    stroke = null
  }
}
