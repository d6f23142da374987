// A component's life. Whatever outlives a call (an observer, a timer, a frame, a listener) is asked for here, and ends
// with the component: Streamlit calls what a component's function has returned once its element is removed.
const LEAST_ROOM = 72 // pixels; in less nothing is drawn

class Life {
  constructor() {
    this.over = false
    this.ends = new Set()
  }

  // Remembers how something ends; what comes after the end ends at once.
  keep(end) {
    if (this.over) return end()
    this.ends.add(end)
  }

  end() {
    this.over = true
    this.ends.forEach((end) => end())
    this.ends.clear()
  }

  listen(target, kind, heard) {
    target.addEventListener(kind, heard)
    this.keep(() => target.removeEventListener(kind, heard))
  }

  // Calls `act` once, after `wait` milliseconds; gives back what prevents it.
  later(wait, act) {
    return this.timed(act, (call) => setTimeout(call, wait), clearTimeout)
  }

  // Calls `act` before the next picture; gives back what prevents it.
  frame(act) {
    return this.timed(act, requestAnimationFrame, cancelAnimationFrame)
  }

  timed(act, begin, cancel) {
    const number = begin((now) => {
      this.ends.delete(stop)
      if (!this.over) act(now)
    })
    const stop = () => {
      cancel(number)
      this.ends.delete(stop)
    }
    this.keep(stop)
    return stop
  }

  // Calls `act` every `wait` milliseconds; gives back what ends it.
  every(wait, act) {
    const number = setInterval(act, wait)
    const stop = () => {
      clearInterval(number)
      this.ends.delete(stop)
    }
    this.keep(stop)
    return stop
  }

  // Gives back whether the element can be seen: not scrolled out of sight, the page not in the background.
  sight(element) {
    let inSight = true
    const observer = new IntersectionObserver((entries) => {
      inSight = entries.at(-1).isIntersecting
    })
    observer.observe(element)
    this.keep(() => observer.disconnect())
    return () => inSight && !document.hidden
  }

  observe(element, changed) {
    const observer = new ResizeObserver(() => {
      if (!this.over && element.isConnected) changed()
    })
    observer.observe(element)
    this.keep(() => observer.disconnect())
  }

  // Gives back a function that draws, if the element is on the page and has room. It is also called whenever that room
  // or the density of its pixels has changed; not for what the drawing itself has changed of it.
  sized(element, draw) {
    const room = () => [element.clientWidth, element.clientHeight, devicePixelRatio].join()
    let drawn = ""
    const redraw = () => {
      if (this.over || !element.isConnected || element.clientWidth < LEAST_ROOM) return
      draw()
      drawn = room()
    }
    const changed = () => {
      if (drawn !== room()) redraw()
    }
    this.observe(element, changed)
    this.listen(window, "resize", changed)
    return redraw
  }
}

// What a component's function returns: `made(life)` is called once, `taken` with it at each run. A run that has been
// overtaken by the next one is ended late, by Streamlit too, and must not end what the next one uses.
const living = (root, made, taken) => {
  if (!root.living || root.living.life.over) {
    if (root.living) root.replaceChildren()
    const life = new Life()
    root.living = { life, part: made(life), runs: 0 }
  }
  const kept = root.living
  const run = (kept.runs += 1)
  taken(kept.part, kept.life)
  return () => {
    if (kept.runs === run || !root.isConnected) kept.life.end()
  }
}
