const luminance = (hex) => {
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const tableOf = ({ title, rows, colours }) => {
  const table = document.createElement("table")
  table.createCaption().textContent = title
  rows.forEach((numbers, row) => {
    const line = table.insertRow()
    numbers.forEach((number, column) => {
      const cell = line.insertCell()
      const ground = colours[row][column]
      cell.textContent = number
      cell.style.background = ground
      cell.style.color = luminance(ground) > 0.18 ? "#000000" : "#ffffff"
    })
  })
  return table
}

const pictureOf = (src) => (src ? [Object.assign(document.createElement("img"), { src, alt: "The kernel in colour" })] : [])

export default function ({ data, parentElement }) {
  parentElement.querySelector("section").replaceChildren(...pictureOf(data.picture), ...data.tables.map(tableOf))
}
