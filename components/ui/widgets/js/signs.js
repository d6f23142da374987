// Which colour is which sign: the diverging scale's hues beside their names. After dom.js.
const signKey = () => {
  const swatch = (name) => {
    const made = make("span")
    made.style = `display: inline-block; width: 0.8em; height: 0.8em; border-radius: 0.2em; background: var(--${name})`
    return made
  }
  const entries = ["positive", "negative"].map((name) => make("span", {}, swatch(name), ` ${name}`))
  const key = make("span", { className: "signs" }, ...entries)
  key.style = "display: inline-flex; flex-wrap: wrap; gap: 0 0.9em; font-weight: 400; white-space: nowrap"
  return key
}
