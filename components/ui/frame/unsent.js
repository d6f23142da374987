// Files that are still on their way when their screen is left are lost, and Streamlit doesn't say so. What is being sent is
// looked at a few times a second: where the whole uploader has gone, nobody has cancelled it. It still shows which files
// had not arrived when it was taken off the page; those that had are in the app.
const LOOK = 200 // milliseconds
const UPLOADER = '[data-testid="stFileUploader"]'
const CHIP = '[data-testid="stFileChip"]:has([data-testid="stFileChipIconSpinner"])'
const NAME = '[data-testid="stFileChipName"]'

const names = (uploader) => [...uploader.querySelectorAll(CHIP)].map((chip) => chip.querySelector(NAME).title)
const underWay = () => [...document.querySelectorAll(UPLOADER)].filter((uploader) => names(uploader).length)

const build = (life) => {
  const watch = { tell: () => {} }
  life.every(LOOK, () => {
    const before = window.chalknetSending ?? [] // for the whole tab: another page has a component of its own
    window.chalknetSending = underWay()
    const lost = before.filter(({ isConnected }) => !isConnected).flatMap(names)
    if (!lost.length) return
    window.chalknetLost = [...(window.chalknetLost ?? []), ...lost]
    watch.tell()
  })
  life.listen(window, "beforeunload", (event) => {
    if (underWay().length) event.preventDefault()
  })
  return watch
}

// What is told while a page is being left may get lost in its turn: it is told again at each run, until it has been heard.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("span")
  return living(root, build, (watch) => {
    watch.tell = () => setTriggerValue("lost", window.chalknetLost)
    if (window.chalknetLost?.length > data.heard) watch.tell()
  })
}
