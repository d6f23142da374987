// Adds up what the network has added up, at the place that the pointer or the arrow keys show.
const ALL_SHOWN = 27 // terms of kernels; of more, the ten largest are shown and the rest is added up
const LARGEST = 10
const SAME = 5e-5 // nothing of a difference would be seen in four decimals

export const unpacked = ({ shape, values }) => ({ shape, values: floats(values) })

// Every product of the sum at a place: map, row and column in the kernel, what is seen (0 in the padding), weight.
export const termsAt = (sums, row, column) => {
  const [maps, height, width] = sums.inputs.shape
  const size = sums.weight.shape[1]
  const terms = []
  for (let map = 0; map < maps; map++)
    for (let u = 0; u < size; u++)
      for (let v = 0; v < size; v++) {
        const y = row * sums.stride - sums.padding + u * sums.dilation
        const x = column * sums.stride - sums.padding + v * sums.dilation
        const outside = y < 0 || x < 0 || y >= height || x >= width
        terms.push({
          map,
          u,
          v,
          seen: outside ? 0 : sums.inputs.values[(map * height + y) * width + x],
          weight: sums.weight.values[(map * size + u) * size + v],
        })
      }
  return terms
}

export const total = (terms, bias) => terms.reduce((sum, { seen, weight }) => sum + seen * weight, bias)

export const applied = (step, value) =>
  step.top === undefined
    ? (step.gamma * (value - step.mean)) / Math.sqrt(step.variance + step.eps) + step.beta
    : Math.min(Math.max(value, 0), step.top ?? Infinity)

const number = (value, digits = 3) => inWords(value, digits)
const bracketed = (value, digits = 3) => (value < 0 ? `(${number(value, digits)})` : number(value, digits))
const exact = (value) => trueMinus(Math.abs(value) < SAME ? 0 : Number(value.toPrecision(4)))
const exactBracketed = (value) => (value < 0 ? `(${exact(value)})` : exact(value))
const exactSigned = (value) => (value < 0 ? "− " : "+ ") + exact(Math.abs(value))

const figure = (parent, label) => {
  const made = appended("figure", parent)
  appended("figcaption", made, { textContent: label })
  const stage = appended("div", made, { className: "stage", tabIndex: 0 })
  stage.setAttribute("role", "slider")
  stage.setAttribute("aria-label", label)
  const image = appended("img", stage, { alt: "", draggable: false })
  const mark = appended("i", stage)
  return { stage, image, mark }
}

// A grid of cells that is made once and only gets other numbers afterwards.
const grid = (parent, title, size) => {
  const table = appended("table", parent)
  table.createCaption().textContent = title
  const cells = []
  for (let row = 0; row < size; row++) {
    const line = table.insertRow()
    for (let column = 0; column < size; column++) cells.push(line.insertCell())
  }
  return cells
}

const fill = (cells, values, top, table) =>
  values.forEach((value, at) => {
    cells[at].textContent = number(Math.abs(value) < 0.005 ? 0 : value, 2)
    tint(cells[at], colourAt(table, (value / top + 1) / 2))
  })

const largestValue = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12)

// How the sum is written: as grids where kernels are few, else as a list of the largest terms.
const gridsOf = (parent, sums, names, table) => {
  const size = sums.weight.shape[1]
  const weights = Array.from(sums.weight.values)
  const topWeight = largestValue(weights)
  const topSeen = largestValue(sums.inputs.values)
  const rows = names.map((name, map) => {
    const line = appended("div", parent, { className: "product" })
    const seen = grid(line, `${name}: seen`, size)
    const kernel = grid(line, "× kernel", size)
    const products = grid(line, "= products", size)
    fill(kernel, weights.slice(map * size * size, (map + 1) * size * size), topWeight, table)
    const sum = appended("output", line)
    return { seen, products, sum }
  })
  return (terms) =>
    rows.forEach(({ seen, products, sum }, map) => {
      const own = terms.filter((term) => term.map === map)
      const fillWith = (cells, value, top) => fill(cells, own.map(value), top, table)
      fillWith(seen, (term) => term.seen, topSeen)
      fillWith(products, (term) => term.seen * term.weight, topSeen * topWeight)
      sum.textContent = `added up: ${number(total(own, 0), 4)}`
    })
}

const listOf = (parent, names) => {
  const lines = Array.from({ length: LARGEST + 1 }, () => appended("p", appended("div", parent, { className: "term" })))
  return (terms) => {
    const heavy = [...terms].sort((a, b) => Math.abs(b.seen * b.weight) - Math.abs(a.seen * a.weight))
    heavy.slice(0, LARGEST).forEach(({ map, seen, weight }, at) => {
      lines[at].textContent = `${names[map]}: ${bracketed(seen)} × ${bracketed(weight)} = ${number(seen * weight)}`
    })
    const rest = heavy.slice(LARGEST)
    lines[LARGEST].textContent = `the other ${rest.length} terms together: ${number(total(rest, 0))}`
  }
}

// The sum of what the grids add up to, map by map; of a list, its number of terms.
const sumText = (terms, bias, maps, value) => {
  const single = terms.length === maps || maps === 1
  const parts = single
    ? []
    : Array.from({ length: maps }, (_, map) =>
        total(
          terms.filter((term) => term.map === map),
          0,
        ),
      )
  const separate = single && bias ? number(value - bias, 4) : ""
  const written = separate || parts.map((part, at) => (at ? bracketed(part) : number(part))).join(" + ")
  const added = bias ? ` + bias ${bracketed(bias, single ? 4 : 3)}` : ""
  const rounded = [...parts, bias].reduce((sum, part) => sum + Number(part.toFixed(3)), 0)
  const adds = single || Math.abs(rounded - Number(value.toFixed(4))) < 1e-9 // as it is shown
  const words = `Sum of all ${terms.length} products${written || added ? ": " : ""}${written}${added}`
  return `${words} ${adds ? "=" : "≈"} ${number(value, 4)}`
}

const stepText = (step, before, after) =>
  step.top === undefined
    ? `Batch norm: ${exactBracketed(step.gamma)} · (${exact(before)} ${exactSigned(-step.mean)}) / √(${exact(step.variance)} + ${step.eps}) ${exactSigned(step.beta)} = ${number(after, 4)}`
    : `${step.top === null ? "ReLU" : "ReLU6"}: ${step.top === null ? `max(${number(before, 4)}, 0)` : `min(max(${number(before, 4)}, 0), 6)`} = ${number(after, 4)}`

// Draws it all; gives back { go }, which shows the sum at a row and a column. `moved` hears of each place that is shown.
const sumDrawing = (root, data, life, moved = () => {}) => {
  root.replaceChildren()
  const sums = {
    inputs: unpacked(data.inputs),
    weight: unpacked(data.weight),
    result: unpacked(data.result),
    stride: data.stride,
    padding: data.padding,
    dilation: data.dilation,
  }
  const steps = data.after.map((step) => ({ ...step, result: unpacked(step.result) }))
  const [, height, width] = sums.inputs.shape
  const [rows, columns] = sums.result.shape
  const size = sums.weight.shape[1]
  const reach = (size - 1) * sums.dilation + 1

  const alone = height * width * rows * columns === 1 // a picture of one number shows nothing
  root.classList.toggle("alone", alone)
  const pictures = appended("div", root, { className: "pictures" })
  const input = figure(pictures, `${data.looked_at}, ${height} × ${width}`)
  const result = figure(pictures, `The map that is made, ${rows} × ${columns}`)
  input.image.src = data.input_picture
  result.image.src = data.result_picture
  const sum = appended("div", root, { className: "sum" })
  const heading = appended("h4", sum)
  const title = appended("span", heading)
  heading.append(signKey())
  const terms = appended("div", sum, { className: "terms" })
  const words = appended("div", sum, { className: "words" })
  const few = size > 1 && sums.weight.values.length <= ALL_SHOWN
  const write = few ? gridsOf(terms, sums, data.names, bytes(data.scale)) : listOf(terms, data.names)
  const lines = [0, ...steps].map(() => appended("p", words, { className: "step" }))
  const proof = appended("p", words, { className: "proof" })

  // A run with the same numbers, after a change of the theme for example, leaves the place where it is.
  const about = [data.looked_at, data.start, data.result.values].join()
  let [row, column] = root.about === about ? root.place : data.start
  root.about = about
  let waiting = null

  const put = (mark, left, top, wide, high, all) =>
    Object.assign(mark.style, {
      left: `${(100 * left) / all[0]}%`,
      top: `${(100 * top) / all[1]}%`,
      width: `${(100 * wide) / all[0]}%`,
      height: `${(100 * high) / all[1]}%`,
    })

  const show = () => {
    waiting = null
    root.place = [row, column]
    moved(row, column)
    const found = termsAt(sums, row, column)
    let value = total(found, data.bias)
    let own = sums.result.values[row * columns + column]
    write(found)
    title.textContent = alone ? "The one number" : `Row ${row}, column ${column}`
    lines[0].textContent = sumText(found, data.bias, few ? data.names.length : 1, value)
    steps.forEach((step, at) => {
      const after = applied(step, value)
      lines[at + 1].textContent = stepText(step, value, after)
      value = after
      own = step.result.values[row * columns + column]
    })
    const difference = Math.abs(own - value)
    const compared = difference < SAME ? "the same" : `it differs by ${number(difference, 4)}`
    proof.textContent = `The network’s own number is ${number(own, 4)}: ${compared}.`
    proof.dataset.difference = difference
    const left = column * sums.stride - sums.padding
    const top = row * sums.stride - sums.padding
    put(input.mark, left, top, reach, reach, [width, height])
    put(result.mark, column, row, 1, 1, [columns, rows])
    for (const { stage } of [input, result])
      stage.setAttribute("aria-valuetext", `row ${row}, column ${column}: ${number(own, 4)}`)
  }
  const go = (nextRow, nextColumn) => {
    row = Math.min(rows - 1, Math.max(0, nextRow))
    column = Math.min(columns - 1, Math.max(0, nextColumn))
    waiting ??= life.frame(show)
  }
  const follow = (stage) => (event) => {
    const box = stage.getBoundingClientRect()
    const across = (event.clientX - box.left) / box.width
    const down = (event.clientY - box.top) / box.height
    go(Math.floor(down * rows), Math.floor(across * columns))
  }
  const keys = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }
  for (const { stage } of [input, result]) {
    stage.onpointermove = follow(stage)
    stage.onpointerdown = follow(stage)
    stage.onkeydown = (event) => {
      if (!(event.key in keys)) return
      event.preventDefault()
      go(row + keys[event.key][0], column + keys[event.key][1])
    }
  }
  show()
  return { go }
}
