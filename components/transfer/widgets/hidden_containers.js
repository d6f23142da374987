// Hides containers by a style of its own in the head: they stand outside this component. Streamlit gives each
// container a class made of its key.
const styles = new WeakMap() // per component: its style

const className = (key) => "st-key-" + key.trim().replace(/[^a-zA-Z0-9_-]/g, "-")

export default function ({ data, parentElement }) {
  const mark = parentElement.querySelector("span")
  if (!styles.has(mark)) styles.set(mark, document.createElement("style"))
  const style = styles.get(mark)
  style.textContent = data.containers
    .map(className)
    .map((name) => `.${name}, [data-testid="stLayoutWrapper"]:has(> .${name}) { display: none }`)
    .join("\n")
  document.head.append(style)
  return () => style.remove()
}
