// Pictures, all cut from one, each a button if there is something to choose. The arrow keys move along the shelf, Enter
// or Space chooses.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: "-row", ArrowDown: "+row", Home: "first", End: "last" }
const EDGE = 8 // pixels that the list's padding takes
const LEAST = 3.6 // rem of a side: a short name has room
const TRIES = 4 // a narrower picture may break its name into another line

class Shelf {
  constructor(root, life) {
    this.root = root
    this.list = appended("ol", root)
    this.list.setAttribute("role", "list") // without its dots it would be none to a screen reader
    this.redraw = life.sized(root, () => {
      if (this.data) this.arrange()
    })
  }

  take(data, pick) {
    if (this.data?.still !== data.still) this.list.replaceChildren()
    this.data = data
    this.fillUp(data.names.length, data.still)
    this.show(data.src)
    data.names.forEach((name, place) => this.name(name, place, pick))
    this.redraw()
  }

  fillUp(count, still) {
    const { list } = this
    while (list.children.length > count) list.lastChild.remove()
    while (list.children.length < count) {
      const item = document.createElement("li")
      item.innerHTML = still ? "<div><i></i><span></span></div>" : '<button type="button"><i></i><span></span></button>'
      list.append(item)
    }
    list.style.setProperty("--count", count)
  }

  // Decoded first, so that nothing flickers when it takes another one's place.
  show(src) {
    const picture = Object.assign(new Image(), { src })
    const put = () => {
      if (this.data.src === src) painted(this.root, "i", src)
    }
    picture.decode().then(put, put)
  }

  name(name, place, pick) {
    const { still, chosen, names } = this.data
    const one = this.at(place)
    one.firstChild.style.backgroundPositionX = `${(100 * place) / Math.max(1, names.length - 1)}%`
    one.lastChild.textContent = name
    if (still) return
    one.setAttribute("aria-pressed", place === chosen)
    one.tabIndex = place === (chosen ?? 0) ? 0 : -1
    one.onclick = () => pick(place)
    one.onkeydown = (event) => this.move(event, place)
  }

  at(place) {
    return this.list.children[place].firstChild
  }

  // Gives the pictures the largest side with which all of them and their names have room.
  arrange() {
    const gap = parseFloat(getComputedStyle(this.list).columnGap)
    const wide = this.root.clientWidth - EDGE
    const high = PHONE.matches ? wide : this.root.clientHeight - EDGE // a phone's page scrolls
    const count = this.data.names.length
    const least = LEAST * parseFloat(getComputedStyle(document.documentElement).fontSize)
    const most = Math.max(1, Math.min(count, this.data.atMost, Math.floor((wide + gap) / (least + gap))))
    let below = 0 // for the names
    for (let tries = 0; tries < TRIES; tries++) {
      let { side, columns } = largestSquares(count, { wide, high, gap, below, most })
      if (side < least) [side, columns] = [(wide - gap * (most - 1)) / most, most] // scrolls
      this.columns = columns
      this.list.style.setProperty("--side", `${Math.floor(side)}px`)
      this.list.style.setProperty("--columns", columns)
      const tallest = Math.max(...[...this.list.children].map((item) => item.firstChild.lastChild.offsetHeight))
      if (tallest + 4 <= below) return
      below = tallest + 4
    }
  }

  move(event, place) {
    if (!(event.key in STEPS)) return
    event.preventDefault()
    const count = this.data.names.length
    const jump = { "-row": -this.columns, "+row": this.columns, first: -count, last: count }
    const next = Math.min(count - 1, Math.max(0, place + (jump[STEPS[event.key]] ?? STEPS[event.key])))
    this.at(place).tabIndex = -1
    this.at(next).tabIndex = 0
    this.at(next).focus()
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new Shelf(root, life),
    (shelf) => shelf.take(data, (place) => setTriggerValue("pick", place)),
  )
}
