const tableOf = ({ title, rows, colours }) => {
  const table = document.createElement("table")
  table.createCaption().textContent = title
  rows.forEach((numbers, row) => {
    const line = table.insertRow()
    numbers.forEach((number, column) => {
      const cell = line.insertCell()
      cell.textContent = inWords(number)
      tint(cell, colours[row][column])
    })
  })
  return table
}

const pictureOf = (src) => (src ? [Object.assign(document.createElement("img"), { src, alt: "The kernel in colour" })] : [])

export default function ({ data, parentElement }) {
  parentElement.querySelector("section").replaceChildren(...pictureOf(data.picture), ...data.tables.map(tableOf))
}
