// Each photo is one element for the component's life, so that it moves to where another map puts it. The last one
// is the query photo.
const CROWDING = 0.75 // of the side that a photo would have if they tiled the room
const [LEAST, MOST] = [1.4, 7] // rem of a photo's side
const LARGER = 2 // times, the query photo

const ends = (values) => [Math.min(...values), Math.max(...values)]

// From values to pixels: `margin` is left free at both ends.
const spread = (values, length, margin) => {
  const [low, high] = ends(values)
  return (value) => margin + (length - 2 * margin) * (high > low ? (value - low) / (high - low) : 0.5)
}

class PhotoMap {
  constructor(root, life) {
    this.root = root
    this.redraw = life.sized(root, () => this.draw())
  }

  take(photos) {
    this.photos = photos
    while (this.root.children.length > photos.length) this.root.lastChild.remove()
    while (this.root.children.length < photos.length) appended("img", this.root, { draggable: false })
    photos.forEach(({ src, colour, name }, at) => {
      const image = this.root.children[at]
      if (image.src !== src) image.src = src
      Object.assign(image, { alt: name, title: name })
      image.style.borderColor = colour
      image.className = at === photos.length - 1 ? "query" : ""
    })
    this.root.setAttribute("aria-label", `A map of ${photos.length - 1} photos and a new one`)
    this.redraw()
  }

  draw() {
    const [wide, high] = [this.root.clientWidth, this.root.clientHeight]
    const rem = remPixels()
    const side = Math.min(MOST, Math.max(LEAST, (CROWDING * Math.sqrt((wide * high) / this.photos.length)) / rem)) * rem
    const margin = (LARGER * side) / 2
    const [across, up] = [0, 1].map((axis) => this.photos.map(({ position }) => position[axis]))
    const [x, y] = [spread(across, wide, margin), spread(up, high, margin)]
    this.photos.forEach(({ position }, at) => {
      const size = at === this.photos.length - 1 ? LARGER * side : side
      Object.assign(this.root.children[at].style, {
        width: `${size}px`,
        height: `${size}px`,
        left: `${x(position[0]) - size / 2}px`,
        top: `${high - y(position[1]) - size / 2}px`,
      })
    })
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new PhotoMap(root, life),
    (map) => map.take(data.photos),
  )
}
