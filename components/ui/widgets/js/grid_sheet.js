// One picture with a grid in it. It is one control: the arrow keys move the frame, Enter or Space picks, and so does a
// click; what the frame is on is read out as the control's value.
const SHEET_STEPS = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: "-row",
  ArrowDown: "+row",
  Home: "first",
  End: "last",
}

const sheetBuilt = (root) => {
  root.innerHTML =
    '<div class="sheet" role="slider" tabindex="0"><img alt="" draggable="false"><i class="frame"></i>' +
    '<span class="tag"></span><i class="rest"></i></div>'
  return root.firstChild
}

// The place of the cell under the pointer, among `count` in rows of `columns`; null where there is none.
const cellUnder = (sheet, { columns, count }, event) => {
  const box = sheet.getBoundingClientRect()
  const column = Math.floor((columns * (event.clientX - box.left)) / box.width)
  const row = Math.floor((Math.ceil(count / columns) * (event.clientY - box.top)) / box.height)
  const at = row * columns + column
  return column >= 0 && column < columns && row >= 0 && at < count ? at : null
}

// `data`: { src, columns, numbers, captions, smooth, chosen, crossed }. A pick calls `picked` with the cell's number.
const gridSheet = (root, data, picked) => {
  const sheet = root.firstChild ?? sheetBuilt(root)
  const [image, frame, tag, rest] = sheet.children
  const count = data.numbers.length
  const rows = Math.ceil(count / data.columns)
  const caption = (place) => data.captions[place] ?? `${data.numbers[place]}`
  let place = Math.max(0, data.numbers.indexOf(data.chosen))

  const put = (element, at) => {
    element.style.left = `${(100 * (at % data.columns)) / data.columns}%`
    element.style.top = `${(100 * Math.floor(at / data.columns)) / rows}%`
  }
  const size = (element) => {
    element.style.width = `${100 / data.columns}%`
    element.style.height = `${100 / rows}%`
  }
  const show = (at) => {
    put(frame, at)
    sheet.setAttribute("aria-valuenow", data.numbers[at])
    sheet.setAttribute("aria-valuetext", caption(at))
  }
  const name = (at) => {
    tag.textContent = caption(at)
    tag.hidden = false
    const right = at % data.columns > data.columns / 2
    put(tag, at)
    tag.style.transform = `translate(${right ? "-100%" : "0"}, ${at < data.columns ? "0" : "-100%"})`
  }
  const under = (event) => cellUnder(sheet, { columns: data.columns, count }, event)
  const pick = (at) => {
    place = at
    show(at)
    picked(data.numbers[at])
  }

  if (image.src !== data.src) image.src = data.src
  image.classList.toggle("sharp", !data.smooth)
  image.onload = () => sheet.style.setProperty("--ratio", image.naturalWidth / image.naturalHeight)
  sheet.setAttribute("aria-label", "Pictures to choose from")
  sheet.setAttribute("aria-valuemin", 0)
  sheet.setAttribute("aria-valuemax", Math.max(...data.numbers, 0))
  frame.hidden = data.chosen === null
  size(frame)
  show(place)
  rest.hidden = count % data.columns === 0
  put(rest, count)
  rest.style.height = `${100 / rows}%`
  tag.hidden = true
  sheet.querySelectorAll(".cross").forEach((cross) => cross.remove())
  data.crossed.forEach((number) => {
    const cross = Object.assign(document.createElement("i"), { className: "cross" })
    size(cross)
    put(cross, data.numbers.indexOf(number))
    sheet.append(cross)
  })

  sheet.onclick = (event) => {
    const at = under(event)
    if (at !== null) pick(at)
  }
  sheet.onpointermove = (event) => {
    const at = under(event)
    if (at === null) tag.hidden = true
    else name(at)
  }
  sheet.onpointerleave = () => {
    tag.hidden = true
  }
  sheet.onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      pick(place)
      return
    }
    if (!(event.key in SHEET_STEPS)) return
    event.preventDefault()
    const way = SHEET_STEPS[event.key]
    const step = { "-row": -data.columns, "+row": data.columns, first: -count, last: count }[way] ?? way
    place = Math.min(count - 1, Math.max(0, place + step))
    frame.hidden = false
    show(place)
    name(place)
  }
}
