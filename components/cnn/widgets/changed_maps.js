// A column a map: its channel, the map before, the map after. All are cut from one picture.
const words = (text) => Object.assign(document.createElement("span"), { textContent: text })

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  const { src, channels, atMost } = data
  root.style.setProperty("--at-most", atMost)
  root.style.setProperty("--count", channels.length)
  painted(root, "i", src)
  const cut = (place, row) => {
    const map = document.createElement("i")
    map.style.backgroundPosition = `${(100 * place) / Math.max(1, channels.length - 1)}% ${100 * row}%`
    return map
  }
  const rows = ["before", "after"].flatMap((name, row) => [words(name), ...channels.map((_, place) => cut(place, row))])
  root.replaceChildren(words("channel"), ...channels.map(words), ...rows)
}
