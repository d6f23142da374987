const tableOf = ({ title, rows, colours }, digits) => {
  const table = document.createElement("table")
  table.createCaption().textContent = title
  rows.forEach((numbers, row) => {
    const line = table.insertRow()
    numbers.forEach((number, column) => {
      const cell = line.insertCell()
      cell.textContent = inWords(number, digits)
      tint(cell, colours[row][column])
    })
  })
  return table
}

const pictureOf = (src) =>
  src ? [Object.assign(document.createElement("img"), { src, alt: "The kernel in colour" })] : []

export default function ({ data, parentElement }) {
  const digits = data.tables.every(({ rows }) => rows.flat().every(Number.isInteger)) ? 0 : 2
  const section = parentElement.querySelector("section")
  section.style.fontSize = data.size
  section.replaceChildren(...pictureOf(data.picture), ...data.tables.map((table) => tableOf(table, digits)))
}
