// Goes through numbered steps: a button that plays them and holds them, and a slider. After dom.js.
class StepPlayer {
  // In a row. `how`: { name of the slider, what the button is called that plays, milliseconds a step, `shows` is called
  // with each step that is to be seen, `rests` with where it rests, `plays` with whether it does }.
  constructor(row, life, how) {
    Object.assign(this, { life, how })
    this.button = appended("button", row, { type: "button", onclick: () => this.toggle() })
    this.range = appended("input", row, { type: "range", min: 0 })
    this.range.setAttribute("aria-label", how.name)
    this.range.oninput = () => {
      this.halt()
      this.show(Number(this.range.value))
    }
    this.range.onchange = () => how.rests(this.step)
    this.halt()
  }

  // It stands at that step, of those from 0 to `last`.
  put(step, last) {
    this.range.max = this.last = last
    this.halt()
    this.step = step
  }

  show(step) {
    this.step = step
    this.range.value = step
    this.how.shows(step)
  }

  toggle() {
    if (this.stop) {
      this.halt()
      return this.how.rests(this.step)
    }
    const from = this.step < this.last ? this.step : 0
    let began
    const forth = (now) => {
      began ??= now
      const step = Math.min(this.last, from + Math.floor((now - began) / this.how.pace))
      if (step !== this.step) this.show(step)
      if (step < this.last) {
        this.stop = this.life.frame(forth)
        return
      }
      this.halt()
      this.how.rests(step)
    }
    this.show(from)
    this.stop = this.life.frame(forth)
    this.label()
  }

  halt() {
    this.stop?.()
    this.stop = null
    this.label()
  }

  label() {
    this.button.textContent = this.stop ? "Pause" : this.how.play
    this.how.plays?.(Boolean(this.stop))
  }
}
