// Streamlit makes every change of the address an entry of the browser's history, and there is no way to have
// it otherwise but to stand between it and the browser. Here an entry is what a visitor would call a step:
// another page, another screen, another stop of a drawing’s zoom, or a choice by one click, as of an experiment, of one of some buttons, of a toggle, of
// a widget’s key that begins with "step-", of an element with data-step.
// All else, as a slider's way, is written into the present entry.
const NAME = "chalknetAddress"
const named = (search, name) => new URLSearchParams(search).get(name)
const CHOICES =
  '[class*="st-key-try-"], [class*="st-key-step-"], [data-step], [data-testid="stButtonGroup"], [data-testid="stCheckbox"]'
const isChoice = (element) => element.matches?.(CHOICES)

// Calls it when the browser has drawn what it was about to draw. React draws in a message to itself, and one sent after
// that comes after it; a second one, should React have needed a turn more.
function whenDrawn(call, turns = 2) {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    if (turns > 1) whenDrawn(call, turns - 1)
    else call()
  }
  port2.postMessage(null)
}

function listen() {
  // landing: the page has just been opened, and its settings are still to follow its name into the address.
  // wentBack: the browser's Back or Forward chose the entry, and the visitor has done nothing since.
  const now = { landing: false, landings: 0, wentBack: false, chosen: false }
  const push = history.pushState.bind(history)
  const replace = history.replaceState.bind(history)

  const write = (way, state, title, to) => {
    const otherPage = to.pathname !== location.pathname
    const other = (name) => named(to.search, name) !== named(location.search, name)
    const otherScreen = other("screen")
    // What still comes of a run before Back would overwrite the entry that Back has chosen.
    if (now.wentBack && (otherPage || otherScreen)) return
    const step = otherPage || (!now.landing && (otherScreen || other("stop") || now.chosen))
    if (way === replace || now.wentBack || !step) return replace(state, title, to)
    now.landing = otherPage
    now.chosen = false
    push(state, title, to)
  }
  // A page's name is written when the page is drawn, its settings as soon as they come: on a slow machine before the name,
  // and so into the address of the page that is left. They wait for the name.
  const writeInOrder = (way, state, title, url) => {
    const to = new URL(url ?? location.href, location.href)
    if (to.pathname !== location.pathname) return write(way, state, title, to)
    whenDrawn(() => write(way, state, title, new URL(to.search + to.hash || location.pathname, location.href)))
  }
  history.pushState = (...what) => writeInOrder(push, ...what)
  history.replaceState = (...what) => writeInOrder(replace, ...what)

  const acts = (event) => {
    now.wentBack = false
    now.chosen = event.type === "click" && event.composedPath().some(isChoice)
  }
  for (const action of ["pointerdown", "keydown", "click"]) window.addEventListener(action, acts, true)
  window.addEventListener("popstate", () => Object.assign(now, { landing: false, wentBack: true, chosen: false }))
  return now
}

// The link that the visit began with held nonsense, or was altered on its way: it is put right in its place.
function mend([before, after]) {
  if (location.search === `?${before}`) history.replaceState({}, "", location.pathname + (after && `?${after}`))
}

export default function ({ data }) {
  if (!window[NAME]) {
    // once a tab, however often the component is drawn anew
    window[NAME] = listen()
    if (data.mending) mend(data.mending)
  }
  const now = window[NAME]
  if (now.landings === data.landings) return
  now.landings = data.landings
  whenDrawn(() => (now.landing = false)) // all that was to follow the page's name has come before this
}
