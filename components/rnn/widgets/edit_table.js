// A table of text fields. What is typed is sent when a field is left or Enter is pressed; Python reads it, and answers
// with the table as it is then, and with what is to be said at a cell. A cell is a number, null, or a text that is
// still to be read or could not be. A click on a row's name picks it.
const HEAD = -1

const same = (a, b) => a === b || (typeof a === "number" && typeof b === "number" && Math.abs(a - b) < 1e-9)

// Four significant digits, or one decimal where that is finer: what converting units has added isn't shown. The number
// itself stays as it is, unless something is typed.
const shown = (cell) => {
  if (typeof cell !== "number") return cell ?? ""
  const places = Math.max(1, 3 - Math.floor(Math.log10(Math.abs(cell) || 1)))
  return String(Number(cell.toFixed(Math.min(places, 10))))
}

class EditTable {
  constructor(root, life) {
    this.root = root
    this.window = appended("div", root)
    this.table = appended("table", this.window)
    this.window.onscroll = () => this.mark()
    life.observe(this.window, () => this.toTheEnd())
  }

  take(data, send) {
    this.moves ??= data.heard
    this.send = (entries) => send("edit", { entries, number: (this.moves += 1) })
    this.pick = (row) => send("pick", row)
    if (data.heard < this.moves) return // an answer that was on its way while more was edited
    const wider = data.entries.length > (this.data?.entries.length ?? 0)
    this.data = data
    for (const { entry, row, text, wrong } of data.said) if (wrong) this.put(entry, row, text)
    const half = this.halfTyped()
    this.building = true
    this.table.replaceChildren()
    this.line(data.head, HEAD)
    data.rows.forEach((row, at) => this.line(row, at))
    this.buttons()
    this.building = false
    if (half) this.goOn(half)
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

  get(entry, row) {
    return row === HEAD ? entry.head : entry.cells[row]
  }

  put(at, row, cell) {
    if (row === HEAD) this.data.entries[at].head = cell
    else this.data.entries[at].cells[row] = cell
  }

  // The field that is being typed into, with what stands there so far.
  halfTyped() {
    const field = this.root.getRootNode().activeElement
    if (!field?.dataset?.place) return null
    const { place } = field.dataset
    return {
      place,
      typed: field.value === field.defaultValue ? null : field.value,
      from: field.selectionStart,
      to: field.selectionEnd,
    }
  }

  goOn({ place, typed, from, to }) {
    const field = this.table.querySelector(`[data-place="${place}"]`)
    if (!field) return
    field.focus()
    if (typed === null) return
    field.value = typed
    field.setSelectionRange(from, to)
  }

  line({ name, unit }, row) {
    const { entries, before, said } = this.data
    const line = appended("tr", this.table, { className: row === HEAD ? "head" : "" })
    const title = appended("th", line)
    const label = row === HEAD ? title : appended("button", title, { type: "button", onclick: () => this.pick(row) })
    label.append(name)
    appended("small", label, { textContent: ` ${unit}` })
    if (row !== HEAD) label.setAttribute("aria-pressed", row === this.data.picked)
    entries.forEach((entry, at) => {
      const value = this.get(entry, row)
      const old = before.find(({ was }) => entry.was !== null && was === entry.was)
      const cell = appended("td", line, { className: value === null ? "empty" : "" })
      if (!same(value, old ? this.get(old, row) : null)) cell.classList.add("changed")
      const field = appended("input", cell, { defaultValue: shown(value), inputMode: "decimal", autocomplete: "off" })
      field.setAttribute("aria-label", `${name}, visit ${at + 1}`)
      const remark = said.find((one) => one.entry === at && one.row === row)
      if (remark) {
        cell.classList.add(remark.wrong ? "wrong" : "read")
        field.setAttribute("aria-invalid", remark.wrong)
        field.title = remark.sentence
      }
      field.dataset.place = `${row} ${at}`
      field.onfocus = () => field.select()
      field.onkeydown = (event) => this.move(event, row, at)
      field.onblur = () => this.left(field, at, row)
    })
    said.filter((one) => one.row === row).forEach((one) => this.remark(one))
  }

  left(field, at, row) {
    if (this.building || field.value === field.defaultValue) return
    field.defaultValue = field.value
    this.put(at, row, field.value)
    this.send(this.data.entries)
  }

  // Directly under the row that it is about.
  remark({ sentence, wrong }) {
    const cell = appended("td", appended("tr", this.table, { className: "said" }), {
      colSpan: this.data.entries.length + 1,
    })
    appended("p", cell, { textContent: sentence, className: wrong ? "trouble" : "" }).setAttribute("role", "alert")
  }

  // Enter and the arrows up and down go from row to row.
  move(event, row, at) {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    this.table.querySelector(`[data-place="${row + step} ${at}"]`)?.focus() // the field that is left tells its change
    if (event.key === "Enter" && row === this.data.rows.length - 1) event.target.blur()
  }

  buttons() {
    const { entries, rows, apart, farthest } = this.data
    const line = appended("tr", this.table)
    const add = appended("button", appended("th", line), { textContent: "+ add a visit", type: "button" })
    add.onclick = () => {
      const last = Math.max(...entries.map(({ head }) => head).filter(Number.isFinite))
      this.send([...entries, { was: null, head: Math.min(last + apart, farthest), cells: rows.map(() => null) }])
    }
    entries.forEach((entry, at) => {
      const remove = appended("button", appended("td", line, { className: "bare" }), {
        textContent: "×",
        type: "button",
        disabled: entries.length === 1,
      })
      remove.setAttribute("aria-label", `Take out visit ${at + 1}`)
      remove.title = "Take out this visit"
      remove.onclick = () => this.send(entries.filter((other) => other !== entry))
    })
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new EditTable(root, life),
    (table) => table.take(data, setTriggerValue),
  )
}
