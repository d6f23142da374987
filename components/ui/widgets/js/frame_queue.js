// Frames that come a few at once and are played one after the other: to run the page for each of them would cost the
// browser more than to paint it. Each has a `number` that grows from frame to frame.
const FRAME_TIME = 100 // milliseconds from frame to frame

class FrameQueue {
  // `show` gets each frame in its turn; while `seen` says no, none is played.
  constructor(life, seen, show) {
    Object.assign(this, { life, seen, show })
    this.coming = []
    this.latest = -Infinity
  }

  // One alone is shown at once; of several, those that are new are played.
  take(frames) {
    this.several = frames.length > 1
    const fresh = frames.filter(({ number }) => number > this.latest)
    const first = this.latest === -Infinity
    this.latest = frames.at(-1).number
    if (!this.several) {
      this.coming = []
      return this.show(frames[0])
    }
    this.coming.push(...fresh)
    this.coming = this.coming.slice(-2 * frames.length) // out of sight it fell behind
    if (first) this.next()
    this.halt ??= this.life.every(FRAME_TIME, () => {
      if (this.seen()) this.next()
    })
  }

  next() {
    const frame = this.coming.shift()
    if (frame) return this.show(frame)
    if (this.several) return // the next ones are on their way
    this.halt()
    this.halt = undefined
  }
}
