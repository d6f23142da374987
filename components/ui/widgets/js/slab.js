// A slab: maps of a layer as a block seen from the front, above and the right. As high as a map's side, as deep as it has
// channels; on the face to its right, where its result leaves it, lies one map.
const SLANT = 0.35 // how far the face's far edge is above its near one, of the face's width

// The outline of each face, of a slab whose front begins at x, at y from above.
const slabFaces = ({ x, y, deep, face, high }) => {
  const [near, far, lifted] = [x + deep, x + deep + face, y - face * SLANT]
  const corners = (...flat) => flat.flatMap((one, at) => (at % 2 ? [] : [[one, flat[at + 1]]]))
  return {
    front: corners(x, y, near, y, near, y + high, x, y + high),
    top: corners(x, y, near, y, far, lifted, far - deep, lifted),
    right: corners(near, y, far, lifted, far, lifted + high, near, y + high),
  }
}

const outlined = (painter, corners) => {
  painter.beginPath()
  corners.forEach(([x, y]) => painter.lineTo(x, y))
  painter.closePath()
}

const penOf = (painter, { colours, marked }) =>
  Object.assign(painter, {
    lineJoin: "round",
    strokeStyle: marked ? colours.marked : colours.line,
    lineWidth: marked ? 3 : 1,
  })

// The square numbered `at` of those side by side in an image, in the unit square; of it, `shown` (0 to 1) is seen.
const paintSquare = (painter, { image, at }, shown) => {
  const side = image.height
  painter.imageSmoothingEnabled = false
  if (shown) painter.drawImage(image, at * side, 0, side * shown, side, 0, 0, shown, 1)
}

// `look` is { picture: { image, at }, colours, shown, marked }.
const paintSlab = (painter, slab, look) => {
  const faces = slabFaces(slab)
  penOf(painter, look)
  for (const [name, corners] of Object.entries(faces)) {
    outlined(painter, corners)
    painter.fillStyle = look.colours[name]
    painter.fill()
  }
  painter.save()
  painter.transform(slab.face, -SLANT * slab.face, 0, slab.high, slab.x + slab.deep, slab.y)
  paintSquare(painter, look.picture, look.shown)
  painter.restore()
  for (const corners of Object.values(faces)) {
    outlined(painter, corners)
    painter.stroke()
  }
}

// What has no depth: a photo, or a vector of values, seen from the front.
const paintPanel = (painter, { x, y, deep, high }, look) => {
  penOf(painter, look)
  painter.fillStyle = look.colours.right
  painter.fillRect(x, y, deep, high)
  painter.save()
  painter.transform(deep, 0, 0, high, x, y)
  paintSquare(painter, look.picture, look.shown)
  painter.restore()
  painter.strokeRect(x, y, deep, high)
}
