// Four digits with their words. The second one is a pad for a brush, which blacks it out.
const BRUSH_WIDTH = 6 // steps, as in components/zoo/brush.py
const BRUSH_RIM = 3 // pixels of the canvas on each side, in which a black stroke is seen on black ground

class BrushPad extends DigitPad {
  constructor(parent, tell) {
    super(parent, tell)
    this.canvas.dataset.step = ""
    this.canvas.setAttribute(
      "aria-label",
      "Noisy digit with a brush. The arrow keys move the brush, the space bar puts it down and lifts it.",
    )
  }

  // The picture stays under the brush.
  beginAnew() {}

  paintStrokes(scale) {
    this.trace("gray", BRUSH_WIDTH * scale, scale)
    this.trace("black", BRUSH_WIDTH * scale - 2 * BRUSH_RIM, scale)
  }
}

const figureOf = (shown) => {
  const [title, words] = [make("b"), make("span")]
  const item = make("li", {}, make("figure", {}, shown), make("figcaption", {}, title, " ", words))
  return { item, shown, title, words }
}

const buildPictures = (list) => {
  const part = { figures: [] }
  const pad = make("div", { className: "pad" })
  part.figures = [make("img"), pad, make("img"), make("img")].map(figureOf)
  part.pad = new BrushPad(pad, (told) => part.send(told))
  part.clear = make("button", { type: "button", onclick: () => part.pad.clear() }, "Clear the brush")
  part.clear.dataset.step = ""
  part.figures[1].words.after(" ", part.clear)
  list.append(...part.figures.map(({ item }) => item))
  return part
}

const takePictures = (part, { pictures, strokes, heard }) => {
  part.figures.forEach(({ shown, title, words }, at) => {
    title.textContent = pictures[at].title
    words.textContent = pictures[at].words
    if (shown === part.pad.canvas.parentElement) return
    shown.alt = pictures[at].title
    if (shown.src !== pictures[at].picture) shown.src = pictures[at].picture
  })
  part.clear.hidden = !strokes
  const image = new Image()
  image.onload = () => part.pad.take(strokes, image, heard)
  image.src = pictures[1].picture
}

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol")
  return living(
    list,
    () => buildPictures(list),
    (part) => {
      part.send = (told) => setTriggerValue("brush", told)
      takePictures(part, data)
    },
  )
}
