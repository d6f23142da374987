// The browser asks before a reload or a closed tab would lose what only this visitor has. Within the app
// nothing is unloaded, so it never asks there.
export default function ({ data }) {
  window.chalknetAsk ??= (event) => event.preventDefault() // one for the tab, or it couldn't be removed again
  if (data.held) window.addEventListener("beforeunload", window.chalknetAsk)
  else window.removeEventListener("beforeunload", window.chalknetAsk)
}
