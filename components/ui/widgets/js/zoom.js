// A camera over pictures of which each lies in a place of the one before: the wheel, two fingers or a click go from one
// into the next without a cut. `depth` is where it stands: 0 is the first picture, 1 the second, 0.5 half the way.
const WHEEL = 0.0024 // of a level, for a pixel of the wheel
const PINCHED = 0.012 // the same, for the wheel that a touchpad's pinch is told as
const SPREAD = 0.7 // of a level, when two fingers have doubled their distance
const [FADES_IN, FADED_IN] = [0.12, 0.6] // of the way, where the next picture comes
const UNREADY = 0.35 // of the way, as far as it goes towards a picture that has not come yet
const QUIET = 200 // milliseconds after which the wheel has come to rest
const DECIDED = 0.2 // of a level: who has come so far wants the whole way
const GLIDE = 110 // milliseconds in which a flight does two thirds of its way
const THERE = 0.004 // of a level
const STAY = 220 // milliseconds for which a zoom inwards stays at each picture that it comes by

const smoothly = (share) => {
  const within = Math.min(1, Math.max(0, share))
  return within * within * (3 - 2 * within)
}

class Zoom {
  // `levels` are elements as large as `element`, one over the other. `drawing` says where the next picture lies, placeIn(level),
  // and how deep there are pictures, deepest(). It hears what a zoom from rest is aimed at, aim(level, event), that it
  // moved(), and at which level it came to rest, arrived(level).
  constructor(element, levels, life, drawing) {
    Object.assign(this, { element, levels, life, drawing, depth: 0, target: 0 })
    element.onwheel = (event) => this.wheel(event)
    element.ontouchstart = (event) => this.touch(event)
    element.ontouchmove = (event) => this.spread(event)
    element.ontouchend = () => this.lift()
    element.onpointermove = (event) => this.noteMove(event)
  }

  // --- Where it stands ---

  // There at once, without a way.
  stand(level) {
    this.stop?.()
    this.stop = null
    this.depth = this.target = level
    this.paint()
  }

  // There are pictures only so deep now: from farther in it is there at once.
  within(deepest) {
    if (this.depth > deepest + UNREADY) this.stand(deepest)
  }

  fly(level) {
    this.target = level
    if (PHONE.matches || matchMedia("(prefers-reduced-motion: reduce)").matches) return this.land()
    this.last = null
    this.stop ??= this.life.frame((now) => this.glide(now))
  }

  glide(now) {
    const passed = this.last === null ? 16 : Math.min(50, now - this.last)
    this.last = now
    const goal = Math.min(this.target, this.limit())
    this.depth += (goal - this.depth) * (1 - Math.exp(-passed / GLIDE))
    if (Math.abs(goal - this.depth) < THERE) {
      this.stop = null
      if (goal === this.target) return this.land()
      return this.paint() // it waits for a picture; `ready` takes it on
    }
    this.paint()
    this.stop = this.life.frame((later) => this.glide(later))
  }

  land() {
    if (this.target > this.drawing.deepest()) return this.paint()
    this.stand(this.target)
    this.drawing.arrived(this.target)
  }

  // There may be more pictures now, or others.
  ready() {
    if (this.target !== this.depth && !this.held) this.fly(this.target)
    else this.paint()
  }

  limit() {
    const deepest = this.drawing.deepest()
    return deepest < this.levels.length - 1 ? deepest + UNREADY : deepest
  }

  // --- What the hand does ---

  wheel(event) {
    if (PHONE.matches || !this.owns(event)) return
    event.preventDefault()
    this.move(-event.deltaY * (event.ctrlKey ? PINCHED : WHEEL), event)
    this.quiet?.()
    this.quiet = this.life.later(QUIET, () => this.rest())
  }

  // A picture that moves under a pointer at rest is told as a move too, but of the same place.
  noteMove({ clientX, clientY }) {
    const place = `${clientX} ${clientY}`
    this.pointed ||= place !== this.place
    this.place = place
  }

  // Where the page itself scrolls, the plain wheel is the page's.
  owns(event) {
    const page = document.querySelector('[data-testid="stMain"]')
    return event.ctrlKey || !page || page.scrollHeight <= page.clientHeight + 1
  }

  move(by, event) {
    this.stop?.()
    this.stop = null
    if (!this.held && Number.isInteger(this.depth)) this.begin(this.depth, by, event)
    else if (!this.held) Object.assign(this, { held: true, from: Math.floor(this.depth) })
    this.inwards = by > 0
    const depth = Math.min(this.limit(), Math.max(0, this.depth + by))
    const passed = Math.floor(depth)
    if (by > 0 && passed > this.from) this.begin(passed, by, event)
    else if (by < 0 || !this.pausing) this.depth = depth
    this.painting ??= this.life.frame(() => this.paint())
  }

  // From a picture that is seen whole, the way goes into what the pointer was moved to; else into what is marked.
  begin(level, by, event) {
    if (this.held) this.pausing = this.life.later(STAY, () => (this.pausing = null))
    Object.assign(this, { held: true, from: level, depth: level })
    if (by > 0 && this.pointed) this.drawing.aim(level, event)
    this.pointed = false
  }

  rest() {
    this.held = false
    this.pausing?.()
    this.pausing = null
    const level = this.inwards ? Math.ceil(this.depth - DECIDED) : Math.floor(this.depth + DECIDED)
    this.fly(Math.min(this.levels.length - 1, Math.max(0, level)))
  }

  touch(event) {
    if (event.touches.length === 2) this.apart = this.distance(event)
  }

  spread(event) {
    if (event.touches.length !== 2 || !this.apart) return
    event.preventDefault()
    const now = this.distance(event)
    this.move(SPREAD * Math.log2(now / this.apart), event.touches[0])
    this.apart = now
  }

  lift() {
    if (!this.apart) return
    this.apart = null
    this.rest()
  }

  distance({ touches: [one, other] }) {
    return Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY))
  }

  // --- What is seen ---

  paint() {
    this.painting = null
    this.drawing.moved()
    if (PHONE.matches) return this.showOne(Math.round(this.depth))
    const [from, way] = [Math.floor(this.depth), this.depth - Math.floor(this.depth)]
    this.levels.forEach((level, at) => {
      level.hidden = false
      const seen = at === from || (way && at === from + 1)
      // The one before waits behind: a browser that painted it only when it is large would paint it as large as it is.
      const waits = at === from - 1
      level.style.visibility = seen || waits ? "" : "hidden"
      level.style.willChange = waits || (seen && way) ? "transform, opacity" : "" // at rest what is seen would be coarse
      level.inert = at !== Math.round(this.depth)
      level.ariaHidden = level.inert
      if (!way || !seen) Object.assign(level.style, { transform: "", opacity: "" })
    })
    if (way) this.paintBetween(from, way)
  }

  showOne(shown) {
    this.levels.forEach((level, at) => {
      level.hidden = at !== shown
      level.inert = level.ariaHidden = false
      Object.assign(level.style, { visibility: "", transform: "", opacity: "", willChange: "" })
    })
  }

  // A zoom about the point that stays where it is while the place grows to the size of the whole.
  paintBetween(from, way) {
    const place = this.drawing.placeIn(from)
    const [wide, high] = [this.element.clientWidth, this.element.clientHeight]
    const most = Math.max(1.01, wide / place.wide, high / place.high)
    const scale = most ** way
    const still = (middle, half) => (most * middle - half) / (most - 1)
    const [x, y] = [still(place.left + place.wide / 2, wide / 2), still(place.top + place.high / 2, high / 2)]
    const [outer, inner] = [this.levels[from], this.levels[from + 1]]
    outer.style.transform = `translate(${x * (1 - scale)}px, ${y * (1 - scale)}px) scale(${scale})`
    outer.style.opacity = ""
    const small = scale / most
    const corner = (middle, half, fixed) => fixed + scale * (middle - half / most - fixed)
    const left = corner(place.left + place.wide / 2, wide / 2, x)
    const top = corner(place.top + place.high / 2, high / 2, y)
    inner.style.transform = `translate(${left}px, ${top}px) scale(${small})`
    const ready = from + 1 <= this.drawing.deepest()
    inner.style.opacity = ready ? smoothly((way - FADES_IN) / (FADED_IN - FADES_IN)) : 0
  }
}

// Where an element stands within another one, whatever the camera does with that.
const boxWithin = (element, outer) => {
  let [left, top] = [0, 0]
  for (let one = element; one && one !== outer; one = one.offsetParent) {
    left += one.offsetLeft
    top += one.offsetTop
  }
  return { left, top, wide: element.offsetWidth, high: element.offsetHeight }
}
