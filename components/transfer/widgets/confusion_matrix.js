// Rows are the true classes, columns the predicted ones. Right answers have the colour of what is held out,
// wrong ones that of errors; the more of the row's photos, the stronger.
const FEW = 4 // classes whose names fit above their columns

export default function ({ data, parentElement, setTriggerValue }) {
  const { names, counts, opened } = data
  const head = make("tr", {}, make("th", { className: "corner", textContent: "true ↓  predicted →" }))
  head.append(
    ...names.map((name) => make("th", { className: "predicted", scope: "col" }, make("span", { textContent: name }))),
  )
  const rows = counts.map((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    const line = make("tr", {}, make("th", { scope: "row", textContent: names[truth] }))
    row.forEach((count, predicted) => {
      const button = make("button", {
        type: "button",
        textContent: count || "·",
        disabled: count === 0,
        title: `${count} of ${total}: “${names[truth]}” taken for “${names[predicted]}”`,
        ariaLabel: `${names[truth]} taken for ${names[predicted]}: ${count}`,
        ariaPressed: String(truth === opened[0] && predicted === opened[1]),
        className: truth === predicted ? "right" : "wrong",
        onclick: () => setTriggerValue("cell", [truth, predicted]),
      })
      button.style.setProperty("--share", total ? count / total : 0)
      line.append(make("td", {}, button))
    })
    const share = total ? Math.round((100 * row[truth]) / total) : 0
    line.append(make("td", { className: "share", textContent: `${share} %` }))
    return line
  })
  head.append(make("th", { className: "share", scope: "col", textContent: "right" }))
  const table = parentElement.querySelector("table")
  table.classList.toggle("few", names.length <= FEW)
  const columns = make("colgroup", {}, make("col", { className: "names" }))
  columns.append(...names.map(() => make("col")), make("col", { className: "shares" }))
  keepingFocus(table, () => table.replaceChildren(columns, make("thead", {}, head), make("tbody", {}, ...rows)))
}
