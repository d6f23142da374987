// A box in a picture, in shares of its width and height, that can be dragged about and moved by the arrow keys.
const BOX_STEP = 5 // per cent of its way that it goes for a key
const BOX_ARROWS = {
  ArrowLeft: [-BOX_STEP, 0],
  ArrowRight: [BOX_STEP, 0],
  ArrowUp: [0, -BOX_STEP],
  ArrowDown: [0, BOX_STEP],
}
const inPerCent = (value) => Math.min(100, Math.max(0, value))

// How far a length has gone of its free way, in per cent; one without a way stays in the middle.
const boxGone = (at, length) => (length < 1 ? inPerCent((100 * at) / (1 - length)) : 50)

const layBox = (element, { left, top, width, height }) => {
  for (const [side, share] of Object.entries({ left, top, width, height })) element.style[side] = `${100 * share}%`
}

// While it is on its way it has the class "moving"; `tell` gets its place in per cent when it rests.
const letBoxMove = (element, box, tell) => {
  const place = [boxGone(box.left, box.width), boxGone(box.top, box.height)]
  const free = [1 - box.width, 1 - box.height]
  let from = null
  const show = () => {
    element.classList.add("moving")
    layBox(element, { ...box, left: (place[0] * free[0]) / 100, top: (place[1] * free[1]) / 100 })
  }
  const rest = () => {
    if (from && place.some((now, axis) => now !== from.place[axis])) tell(place.map(Math.round))
    from = null
  }
  element.onpointerdown = (event) => {
    from = { at: [event.clientX, event.clientY], place: [...place] }
    element.setPointerCapture(event.pointerId)
  }
  element.onpointermove = (event) => {
    if (!from) return
    const room = element.parentElement.getBoundingClientRect()
    const moved = [(event.clientX - from.at[0]) / room.width, (event.clientY - from.at[1]) / room.height]
    free.forEach((way, axis) => {
      if (way > 0) place[axis] = inPerCent(from.place[axis] + (100 * moved[axis]) / way)
    })
    show()
  }
  element.onpointerup = rest
  element.onpointercancel = rest
  element.onkeydown = (event) => {
    const step = BOX_ARROWS[event.key]
    if (!step) return
    event.preventDefault()
    step.forEach((much, axis) => (place[axis] = inPerCent(place[axis] + much)))
    show()
    tell(place.map(Math.round))
  }
}
