// One line a photo: the photo, an arrow, the photos most like it, and a choice to put its label right.
const picture = ({ src, caption }) =>
  make("figure", {}, make("img", { src, alt: "" }), make("figcaption", { textContent: caption }))

export default function ({ data, parentElement, setTriggerValue }) {
  const lines = data.lines.map((line) => {
    const item = make("li", {}, picture(line.photo), make("span", { className: "arrow", textContent: "≈" }))
    item.append(...line.neighbours.map(picture))
    if (line.label) {
      const select = make("select", { ariaLabel: `Label of this ${line.label}` })
      select.append(
        ...data.labels.map((label) =>
          make("option", { textContent: label, value: label, selected: label === line.label }),
        ),
      )
      select.onchange = () => setTriggerValue("label", { name: line.name, label: select.value })
      item.append(make("label", { className: "fix" }, "Fix this label", select))
    }
    return item
  })
  const list = parentElement.querySelector("ol")
  list.style.setProperty("--lines", Math.max(lines.length, 2))
  keepingFocus(list, () => list.replaceChildren(...lines))
}
