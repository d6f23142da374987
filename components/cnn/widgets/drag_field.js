// The object follows the pointer; Python is told at most every PAUSE ms, and always of the last place.
const PAUSE = 120

const build = (root) => {
  root.innerHTML =
    "<figure><figcaption></figcaption>" +
    '<div class="field" tabindex="0" role="slider"><img alt="" draggable="false"></div></figure>' +
    '<figure><figcaption></figcaption><img class="response" alt="" draggable="false"></figure>'
  return { held: null, told: 0, due: null }
}

const take = (place, life, root, data, setStateValue) => {
  const field = root.querySelector(".field")
  const [title, titleBeside] = root.querySelectorAll("figcaption")
  const image = field.firstChild
  if (!place.held && !place.due) Object.assign(place, { left: data.left, top: data.top })

  const low = -data.size / 2
  const high = data.side - data.size / 2
  const show = () => {
    image.style.left = `${(100 * place.left) / data.side}%`
    image.style.top = `${(100 * place.top) / data.side}%`
    field.setAttribute("aria-valuetext", `${place.left} pixels from the left, ${place.top} from the top`)
  }
  const tell = () => {
    place.due = null
    place.told = performance.now()
    setStateValue("place", [place.left, place.top])
  }
  const move = (left, top) => {
    place.left = Math.round(Math.min(high, Math.max(low, left)))
    place.top = Math.round(Math.min(high, Math.max(low, top)))
    show()
    place.due ??= life.later(Math.max(0, PAUSE - (performance.now() - place.told)), tell)
  }
  const at = (event) => {
    const box = field.getBoundingClientRect()
    return [((event.clientX - box.left) * data.side) / box.width, ((event.clientY - box.top) * data.side) / box.height]
  }

  title.textContent = data.title
  root.lastChild.hidden = !data.response
  if (data.response) {
    titleBeside.replaceChildren(data.response.title, ...(data.response.signed ? [signKey()] : []))
    root.querySelector(".response").src = data.response.picture
  }
  if (image.src !== data.picture) image.src = data.picture
  image.style.width = `${(100 * data.size) / data.side}%`
  field.style.background = data.background
  field.setAttribute("aria-label", "Place of the object; the arrow keys move it")
  show()

  field.onpointerdown = (event) => {
    const [x, y] = at(event)
    const inside = x >= place.left && y >= place.top && x < place.left + data.size && y < place.top + data.size
    place.held = inside ? [x - place.left, y - place.top] : [data.size / 2, data.size / 2]
    field.setPointerCapture(event.pointerId)
    move(x - place.held[0], y - place.held[1])
  }
  field.onpointermove = (event) => {
    if (!place.held) return
    const [x, y] = at(event)
    move(x - place.held[0], y - place.held[1])
  }
  field.onpointerup = field.onpointercancel = () => {
    place.held = null
  }
  field.onkeydown = (event) => {
    if (!(event.key in SCREEN_ARROWS)) return
    event.preventDefault()
    const step = event.shiftKey ? 16 : 1
    move(place.left + step * SCREEN_ARROWS[event.key][0], place.top + step * SCREEN_ARROWS[event.key][1])
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    () => build(root),
    (place, life) => take(place, life, root, data, setStateValue),
  )
}
