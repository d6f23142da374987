// Another screen is there: those who don't see it are told once, in a region that outlives all screens, and the focus
// doesn't get lost with the part of the old screen that had it.
const PLACES = '[class*="st-key-screen-"], .st-key-home'
const FOLDED = '[data-testid="stSidebar"][data-collapsed="true"]'
const UNSEEN = "position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap"

// A screen reader listens only to a region that was there before its words: it is made with the first screen, of which
// the browser itself has told.
const announcer = (first) => {
  const region = document.createElement("div")
  region.style.cssText = UNSEEN
  region.setAttribute("role", "status")
  region.ariaLive = "polite"
  document.body.append(region)
  return { region, said: first }
}

const loses = (focused, place) =>
  focused === document.body || ![null, place].includes(focused.closest(PLACES)) || focused.closest(FOLDED)

// On a phone the bar of screens is wider than the window: the chosen one is brought into sight.
const bring = () => {
  const chosen = document.querySelector('.st-key-bar [aria-checked="true"]')
  const strip = chosen?.parentElement
  if (!strip) return
  const [one, all] = [chosen.getBoundingClientRect(), strip.getBoundingClientRect()]
  strip.scrollLeft += (one.left + one.right - all.left - all.right) / 2
}

const arrive = (place, words) => {
  bring()
  window.chalknetAnnouncer ??= announcer(words) // once a tab
  const now = window.chalknetAnnouncer
  if (now.said === words) return
  now.said = now.region.textContent = words
  if (!loses(document.activeElement ?? document.body, place)) return
  const picture = place.querySelector(".st-key-picture") ?? place
  picture.tabIndex = -1
  picture.focus({ preventScroll: true })
}
