// The operations of a block, one after the other: a button each, with four of its maps. After phone.js, focus.js, tiling.js and svg.js.
const ARROW = 2 // rem between two pictures: the arrow, and a button’s rim
const SIDES = 1 // rem to the left and right of all
const SMALL_LETTER = 0.5 // rem of a letter’s width, at most
const SAID = 3.3 // rem of an operation's words
const LEAST = 3 // rem of a picture's side
const ON_PHONE = { side: 6, columns: 3 } // rem of a picture's side, and how many stand beside each other

class OpenedBlock {
  constructor(list) {
    this.list = list
  }

  // `block`: { operations, pictures }; as large as `room` in pixels allows. `drawing` hears what is pointed at and opened.
  draw(block, room, drawing) {
    const rem = remPixels()
    const count = block.operations.length
    const buttons = block.operations.map((operation, at) => {
      const picture = make("i")
      picture.style.backgroundImage = `url("${block.pictures}")`
      picture.style.backgroundPositionX = `${(100 * at) / Math.max(1, count - 1)}%`
      const button = make("button", { type: "button", onclick: () => drawing.openOperation(at) }, picture)
      button.onpointerenter = button.onfocus = () => drawing.pointOperation(operation)
      button.onpointerleave = button.onblur = () => drawing.pointOperation()
      button.append(make("strong", {}, operation.kind), make("span", {}, operation.shape))
      return make("li", {}, button)
    })
    const { side, columns } = PHONE.matches
      ? { side: ON_PHONE.side * rem, columns: Math.min(count, ON_PHONE.columns) }
      : largestSquares(count, {
          wide: room.wide - SIDES * rem,
          high: room.high,
          gap: ARROW * rem,
          below: SAID * rem,
          most: this.fitting(block, room, rem),
        })
    this.list.style.setProperty("--side", `${Math.max(LEAST * rem, Math.floor(side))}px`)
    this.list.style.setProperty("--columns", columns)
    this.list.style.setProperty("--count", count)
    keepingFocus(this.list, () => this.list.replaceChildren(...buttons))
  }

  // Marks the operation of that number.
  press(number) {
    ;[...this.list.children].forEach((item, at) => item.firstChild.setAttribute("aria-pressed", at === number))
  }

  // Where its picture stands; of none, the last one's.
  picture(number) {
    return this.list.children[number ?? this.list.children.length - 1].querySelector("i")
  }

  // The number of the operation under the pointer; null where there is none.
  under(event) {
    return childUnder(this.list, event)
  }

  // The number of operations whose words have room beside each other.
  fitting({ operations }, { wide }, rem) {
    const letters = Math.max(...operations.map(({ kind, shape }) => Math.max(kind.length, shape.length)))
    const place = (letters * SMALL_LETTER + ARROW) * rem
    return Math.max(1, Math.min(operations.length, Math.floor((wide - SIDES * rem) / place)))
  }
}
