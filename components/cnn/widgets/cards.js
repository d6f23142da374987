// A button a card; the thumbnails are cut from one picture, and are as large as the room allows.
const GAP = 0.4 // rem between cards
const INSET = 0.6 // rem within a card, both sides together
const BORDER = 6 // pixels, both sides together
const BETWEEN = 0.3 // rem between a picture and its words
const LEAST_SIDE = 1.5 // rem; where no picture would be as large as this, the cards scroll
const PHONE_SIDE = 3 // rem

// How many columns give the largest pictures, above their words or beside them.
const arrangement = (count, room, words, rem) => {
  let best = { side: 0 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const wide = (room.wide - GAP * rem * (columns - 1)) / columns - INSET * rem - BORDER
    const high = (room.high - GAP * rem * (rows - 1)) / rows - INSET * rem - BORDER
    const above = wide < words.wide ? 0 : Math.min(wide, high - words.high - BETWEEN * rem)
    const beside = high < words.high ? 0 : Math.min(high, wide - words.wide - BETWEEN * rem)
    const side = Math.floor(Math.max(above, beside))
    if (side > best.side) best = { columns, side, beside: beside > above }
  }
  return best.side >= LEAST_SIDE * rem ? best : rowsOf(LEAST_SIDE * rem, room, words, rem)
}

// As many columns as pictures of this side have room for, beside their words.
const rowsOf = (side, room, words, rem) => {
  const card = words.wide + side + (BETWEEN + INSET) * rem + BORDER
  const columns = Math.max(1, Math.floor((room.wide + GAP * rem) / (card + GAP * rem)))
  return { columns, side, beside: true }
}

const arrange = (section) => {
  const list = section.firstChild
  const texts = [...list.querySelectorAll(".pictured > span")]
  const largest = (measure) => Math.max(0, ...texts.map((text) => text[measure]))
  const room = { wide: section.clientWidth, high: section.clientHeight }
  const words = { wide: largest("offsetWidth"), high: largest("offsetHeight") }
  const rem = remPixels()
  const { columns, side, beside } = PHONE.matches
    ? rowsOf(PHONE_SIDE * rem, room, words, rem)
    : arrangement(list.children.length, room, words, rem)
  list.style.setProperty("--columns", columns)
  list.style.setProperty("--side", `${side}px`)
  list.classList.toggle("beside", beside)
}

const draw = (list, data, pick) => {
  while (list.children.length > data.cards.length) list.lastChild.remove()
  while (list.children.length < data.cards.length) {
    const item = document.createElement("li")
    item.innerHTML = '<button type="button"><i></i><span></span></button>'
    list.append(item)
  }
  const pictures = data.cards.filter((card) => card.pictured).length
  painted(list.parentNode, "i", data.src)
  list.style.setProperty("--count", pictures)
  data.cards.forEach((card, index) => {
    const button = list.children[index].firstChild
    const title = Object.assign(document.createElement("strong"), { textContent: card.title })
    const lines = card.lines.map((line) => Object.assign(document.createElement("span"), { textContent: line }))
    button.lastChild.replaceChildren(title, ...lines)
    button.firstChild.hidden = !card.pictured
    button.firstChild.style.backgroundPositionX = `${(100 * index) / Math.max(1, pictures - 1)}%`
    button.classList.toggle("pictured", card.pictured)
    button.disabled = !card.opens
    button.title = card.hint
    button.setAttribute("aria-pressed", index === data.chosen)
    button.onclick = () => pick(index)
  })
}

export default function ({ data, parentElement, setTriggerValue }) {
  const section = parentElement.querySelector("section")
  return living(
    section,
    (life) => {
      section.replaceChildren(document.createElement("ol"))
      return life.sized(section, () => arrange(section))
    },
    (redraw) => {
      draw(section.firstChild, data, (index) => setTriggerValue("pick", index))
      redraw()
    },
  )
}
