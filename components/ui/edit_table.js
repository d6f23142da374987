// A table of text fields. A field is sent when it is left or Enter is pressed, if it holds a number that can be or
// nothing; Python answers with the table as it is then.
const APART = 180 // days from the last visit to one that is added

const made = (tag, parent, text = "", properties = {}) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.textContent = text
  parent.append(element)
  return element
}

const same = (a, b) => a === b || (a !== null && b !== null && Math.abs(a - b) < 1e-9)

// The number that a field says, null for nothing, undefined for anything else.
const numberIn = (text, { low, high }) => {
  const trimmed = text.trim().replace(",", ".").replace("−", "-")
  if (trimmed === "") return null
  const value = Number(trimmed)
  return Number.isFinite(value) && value >= low && value <= high ? value : undefined
}

class EditTable {
  constructor(root, life) {
    this.root = root
    this.window = made("div", root)
    this.table = made("table", this.window)
    this.window.onscroll = () => this.mark()
    this.trouble = made("p", root)
    this.trouble.setAttribute("role", "alert")
    life.observe(this.window, () => this.toTheEnd())
  }

  take({ head, rows, entries, before }, send) {
    const wider = entries.length > (this.entries?.length ?? 0)
    Object.assign(this, { head, rows, entries, before, send })
    const focused = this.root.getRootNode().activeElement?.dataset?.place
    this.table.replaceChildren()
    this.line(head, "head", ({ head }) => head, (entry, value) => { entry.head = value })
    rows.forEach((row, at) => this.line(row, "", ({ cells }) => cells[at], (entry, value) => { entry.cells[at] = value }))
    this.buttons()
    this.trouble.textContent = ""
    if (focused) this.table.querySelector(`[data-place="${focused}"]`)?.focus()
    if (wider) this.toTheEnd()
  }

  // The last visits count most. Only whole columns stand beside the names, so that no digit is hidden under them.
  toTheEnd() {
    const [names, ...columns] = this.table.rows[0].cells
    const left = names.offsetWidth
    const room = this.window.clientWidth - left
    const whole = columns.map(({ offsetLeft }) => offsetLeft).find((start) => this.table.offsetWidth - start <= room)
    this.window.style.setProperty("--names", `${left}px`)
    this.table.style.marginRight = whole > left ? `${room - this.table.offsetWidth + whole}px` : ""
    this.window.scrollLeft = (whole ?? this.window.scrollWidth) - left
    this.mark()
  }

  // Whether visits lie hidden before those that are seen.
  mark() {
    this.window.classList.toggle("scrolled", this.window.scrollLeft > 1)
  }

  line(row, kind, get, set) {
    const line = made("tr", this.table, "", { className: kind })
    const title = made("th", line, row.name)
    made("small", title, ` ${row.unit}`)
    this.entries.forEach((entry, at) => {
      const value = get(entry)
      const old = entry.was === null ? null : get(this.before.find(({ was }) => was === entry.was))
      const cell = made("td", line, "", { className: value === null ? "empty" : "" })
      if (!same(value, old)) cell.classList.add("changed")
      const field = made("input", cell, "", { value: value ?? "", inputMode: "decimal", autocomplete: "off" })
      field.setAttribute("aria-label", `${row.name}, visit ${at + 1}`)
      field.dataset.place = `${line.rowIndex} ${at}`
      field.onfocus = () => field.select()
      field.onkeydown = (event) => this.move(event, line.rowIndex, at)
      field.onchange = () => this.changed(field, row, (number) => set(entry, number), kind === "head")
    })
  }

  // Enter and the arrows up and down go from row to row.
  move(event, row, at) {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    this.table.querySelector(`[data-place="${row + step} ${at}"]`)?.focus() // the field that is left tells its change
    if (event.key === "Enter" && row === this.rows.length) event.target.blur()
  }

  changed(field, row, set, needed) {
    const value = numberIn(field.value, row)
    const wrong = value === undefined || (needed && value === null)
    field.parentElement.classList.toggle("wrong", wrong)
    this.trouble.textContent = wrong ? `${row.name}: a number from ${row.low} to ${row.high} ${row.unit}${needed ? "" : ", or nothing"}.` : ""
    if (wrong) return
    set(value)
    this.send(this.entries)
  }

  buttons() {
    const line = made("tr", this.table)
    const add = made("button", made("th", line), "+ add a visit", { type: "button" })
    add.onclick = () => {
      const last = Math.max(...this.entries.map(({ head }) => head))
      this.send([...this.entries, { was: null, head: Math.min(last + APART, this.head.high), cells: this.rows.map(() => null) }])
    }
    this.entries.forEach((entry, at) => {
      const remove = made("button", made("td", line, "", { className: "bare" }), "×", { type: "button", disabled: this.entries.length === 1 })
      remove.setAttribute("aria-label", `Take out visit ${at + 1}`)
      remove.title = "Take out this visit"
      remove.onclick = () => this.send(this.entries.filter((other) => other !== entry))
    })
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(root, (life) => new EditTable(root, life), (table) => table.take(data, (entries) => setTriggerValue("entries", entries)))
}
