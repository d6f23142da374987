// Streamlit doesn't run a page again when its theme changes, so pictures would keep the colours of the other ground. The
// ground is looked at twice a second: the system, the browser and the settings can all change it.
const LOOK = 500 // milliseconds

const ground = () => {
  const app = document.querySelector('[data-testid="stApp"]')
  const channels = getComputedStyle(app ?? document.body)
    .backgroundColor.match(/\d+/g)
    .map(Number)
  return channels[0] + channels[1] + channels[2] < 384 ? "dark" : "light"
}

const build = (life) => {
  const watch = { drawn: ground(), told: "" }
  life.every(LOOK, () => {
    const now = ground()
    if (now === watch.drawn || now === watch.told) return
    watch.told = now
    watch.tell(now)
  })
  return watch
}

// Each change is told once: a run that isn't for it can't be followed by another one for ever.
export default function ({ data, parentElement, setTriggerValue }) {
  return living(parentElement.querySelector("span"), build, (watch) => {
    watch.tell = (now) => setTriggerValue("ground", now)
    watch.drawn = data
    if (data === watch.told) watch.told = ""
  })
}
