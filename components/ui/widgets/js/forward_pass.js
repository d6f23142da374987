// One forward pass: how far it has come, and the buttons that play it, hold it and take it a step on.
const PASS_PACE = 300 // milliseconds from one slab to the next

class ForwardPass {
  // `moved` is called whenever it has come farther.
  constructor(row, life, moved) {
    Object.assign(this, { life, moved })
    this.playButton = appended("button", row, { type: "button", onclick: () => this.toggle() })
    this.playButton.title = "One forward pass, from what is given to what comes out"
    const forth = { type: "button", textContent: "Step", title: "The forward pass, one step on" }
    appended("button", row, { ...forth, onclick: () => this.forward() })
    this.rest()
  }

  // So many parts: of a network the photo, slabs and classes.
  begin(count) {
    this.count = count
    this.rest()
  }

  get underWay() {
    return Number.isFinite(this.reached)
  }

  toggle() {
    if (this.stop) return this.rest(Math.floor(this.reached))
    this.began = null
    this.from = this.underWay ? this.reached : 0
    this.stop = this.life.frame((now) => this.step(now))
    this.say()
  }

  step(now) {
    this.began ??= now
    this.reached = this.from + (now - this.began) / PASS_PACE
    if (this.reached >= this.count) return this.rest()
    this.stop = this.life.frame((later) => this.step(later))
    this.moved()
  }

  forward() {
    const next = this.underWay ? Math.floor(this.reached) + 1 : 1
    this.rest(next < this.count ? next : Infinity)
  }

  // It stays where it is; at first, and at the end, all is reached.
  rest(reached = Infinity) {
    this.stop?.()
    this.stop = null
    this.reached = reached
    this.say()
    this.moved()
  }

  say() {
    this.playButton.textContent = this.stop ? "Pause" : "Play"
  }

  // How much of the part with that number is reached, from 0 to 1.
  shown(at) {
    return Math.min(1, Math.max(0, this.reached - at))
  }

  // The number of the part that it has come to; none if it has come to all.
  get part() {
    return this.underWay ? Math.max(0, Math.min(this.count, Math.ceil(this.reached)) - 1) : undefined
  }
}

// What a forward pass is to a network that begins at that number of its parts.
const passFrom = (pass, number) => ({ underWay: pass.underWay, shown: (at) => pass.shown(number + at) })

// What it is to one that is drawn without a pass.
const ALL_REACHED = { underWay: false, shown: () => 1 }
