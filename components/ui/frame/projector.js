// The buttons of the projector view. What it looks like, stage.css says: html[data-projector] is the view itself, and
// html[data-controls] its bar and dock unfolded.
const html = document.documentElement
const KEYS = { p: "switch", c: "controls", Escape: "leave" }

// Keys belong to what is typed into, or is open, first.
const taken = (event) => {
  const [target] = event.composedPath()
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    target.isContentEditable ||
    target.matches?.("textarea, select, input:not([type=range], [type=checkbox], [type=radio])") ||
    document.querySelector('[role="listbox"], [data-baseweb="popover"]')
  )
}

class ProjectorView {
  constructor(root, life) {
    this.life = life
    this.on = false
    const button = (icon, act) => appended("button", root, { type: "button", textContent: icon, onclick: act })
    this.controls = button("tune", () => this.fold())
    this.switch = button("", () => this.toggle())
    life.listen(document, "keydown", (event) => {
      const act = KEYS[event.key]
      if (!act || taken(event)) return
      if (act === "switch" || (act === "leave" && this.on)) this.toggle()
      else if (act === "controls" && this.on) this.fold()
    })
    // Escape in fullscreen is the browser's own
    life.listen(document, "fullscreenchange", () => {
      if (!document.fullscreenElement && this.on && this.full) this.toggle()
    })
  }

  toggle() {
    const on = !this.on
    this.full = on
    if (on) html.requestFullscreen?.().catch(() => {})
    else if (document.fullscreenElement) document.exitFullscreen()
    this.show(on)
    this.tell()
  }

  fold() {
    html.toggleAttribute("data-controls")
    this.label()
  }

  show(on) {
    this.on = on
    html.toggleAttribute("data-projector", on)
    if (!on) html.removeAttribute("data-controls")
    this.label()
  }

  label() {
    const unfolded = html.hasAttribute("data-controls")
    this.controls.hidden = !(this.on && document.querySelector(".st-key-stage"))
    this.controls.title = this.controls.ariaLabel = unfolded ? "Fold the controls (C)" : "Show the controls (C)"
    this.controls.ariaExpanded = unfolded
    this.switch.textContent = this.on ? "close_fullscreen" : "open_in_full"
    this.switch.title = this.on ? "Leave projector view (Escape)" : "Projector view (P)"
    this.switch.ariaLabel = this.on ? "Leave projector view" : "Projector view"
  }

  take(on, tell) {
    this.tell = tell
    this.show(on)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("div")
  return living(
    root,
    (life) => new ProjectorView(root, life),
    (view) => view.take(data, () => setTriggerValue("switch", true)),
  )
}
