// Scales the root font size, in which everything on the pages is measured, and hides the frame and its margin.
// Neither can be had from Streamlit's own options while the app runs.
const HIDDEN = '[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"]'
const STYLE_ID = "chalknet-projector"
const SHARE = "2.6vh" // of the window's height, so that a low window shows as much of the page as a high one

function scale(rootPixels) {
  let style = document.getElementById(STYLE_ID)
  if (!style) {
    style = document.createElement("style")
    style.id = STYLE_ID
    document.head.append(style)
  }
  style.textContent = `html { font-size: max(18px, min(${rootPixels}px, ${SHARE})) !important } ${HIDDEN} { display: none !important }
    [data-testid="stMainBlockContainer"] { padding-top: 0 !important }`
}

// Escape closes an open list first.
const openList = () => document.querySelector('[role="listbox"], [data-baseweb="popover"]')
const unscale = () => document.getElementById(STYLE_ID)?.remove()

const build = (life) => {
  const view = { on: false, leave: () => {} }
  life.listen(document, "keydown", (event) => {
    if (view.on && event.key === "Escape" && !openList()) view.leave()
  })
  life.keep(unscale)
  return view
}

export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button")
  return living(button, build, (view) => {
    Object.assign(view, { on: data.on, leave: () => setTriggerValue("leave", true) })
    button.textContent = "Leave projector view"
    button.hidden = !data.on
    button.onclick = view.leave
    if (data.on) scale(data.rootPixels)
    else unscale()
  })
}
