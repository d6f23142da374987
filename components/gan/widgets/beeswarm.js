// A beeswarm plot: dots stacked on both sides of an axis. Each side is one control: the arrow keys go from dot to dot
// in order of value, Enter or Space picks, and so does a click; the dot pointed at is named.
const HALVES = ["above", "below"]
const [HEAD, FOOT] = [1.3, 1.4] // rem: the marks' names, the numbers
const [LARGEST, SMALLEST] = [1.1, 0.35] // rem: a dot

// The dots' places in columns a dot wide, stacked from the axis outwards.
const columnsOf = (values, x, size) => {
  const columns = new Map()
  const order = values.map((_, place) => place).sort((a, b) => values[a] - values[b])
  for (const place of order) {
    const column = Math.round(x(values[place]) / size)
    columns.set(column, [...(columns.get(column) ?? []), place])
  }
  return { order, columns, most: Math.max(...[...columns.values()].map((column) => column.length)) }
}

// The largest dots that stand beside each other on a side so high; none smaller than the smallest.
const dotSize = (sides, x, side, rem) => {
  let size = LARGEST * rem
  while (size > SMALLEST * rem && sides.some((values) => columnsOf(values, x, size).most * size > side - size / 2))
    size *= 0.95
  return size
}

// How far dots of one column are apart, the same on both sides: closer where they are more than find room.
const pitch = (sides, x, side, size) => {
  const most = Math.max(...sides.map((values) => columnsOf(values, x, size).most))
  return Math.min(size, (side - size) / Math.max(1, most - 1))
}

// Where each dot stands.
const stacked = (values, x, size, apart) => {
  const { order, columns } = columnsOf(values, x, size)
  const spots = []
  for (const [column, places] of columns)
    places.forEach((place, at) => {
      spots[place] = [column * size, 0.7 * size + at * apart]
    })
  return { order, spots }
}

const build = (root, life) => {
  part("svg", root).setAttribute("aria-hidden", "true")
  for (const half of HALVES) {
    appended("div", root, { className: `half ${half}`, tabIndex: 0 }).setAttribute("role", "slider")
  }
  const made = { draw: () => {} }
  made.redraw = life.sized(root, () => made.draw())
  return made
}

const drawing = (root, data, setTriggerValue) => {
  const [svg, ...controls] = root.children

  const drawHalf = (control, half, { x, middle, side, dot, apart, rem, pointer }) => {
    const { name, colour, values, captions, chosen } = data[half]
    const sign = half === "above" ? -1 : 1
    const { order, spots } = stacked(values, x, dot, apart)
    const at = (place) => [spots[place][0], middle + sign * spots[place][1]]
    for (const place of [...order.filter((one) => one !== chosen), ...(chosen === null ? [] : [chosen])]) {
      const [cx, cy] = at(place)
      part("circle", svg, {
        cx,
        cy,
        r: (place === chosen ? 0.7 : 0.45) * dot,
        fill: colour,
        class: place === chosen ? "chosen" : "",
      })
    }
    const line = middle + sign * (side - (half === "above" ? 0.9 : 0.2) * rem)
    part("circle", svg, { cx: root.clientWidth - 0.5 * rem, cy: line - 0.3 * rem, r: 0.3 * rem, fill: colour })
    part("text", svg, { class: "name", x: root.clientWidth - 1.2 * rem, y: line, "text-anchor": "end" }, name)

    let now = Math.max(0, order.indexOf(chosen))
    const point = (rank) => {
      now = rank
      const [cx, cy] = at(order[now])
      const right = cx > root.clientWidth / 2
      pointer.replaceChildren()
      part("circle", pointer, { class: "pointed", cx, cy, r: 0.8 * dot })
      part(
        "text",
        pointer,
        { x: cx + (right ? -0.7 : 0.7) * rem, y: cy + 0.3 * rem, "text-anchor": right ? "end" : "start" },
        captions[order[now]],
      )
      control.setAttribute("aria-valuenow", now)
      control.setAttribute("aria-valuetext", captions[order[now]])
    }
    const pick = () => setTriggerValue("pick", { half, place: order[now] })
    const under = (event) => {
      const box = root.getBoundingClientRect()
      const far = (place) => Math.hypot(at(place)[0] - event.clientX + box.left, at(place)[1] - event.clientY + box.top)
      return order.reduce((best, place, rank) => (far(place) < far(order[best]) ? rank : best), 0)
    }
    control.style.top = `${middle - (half === "above" ? side : 0)}px`
    control.style.height = `${side}px`
    control.setAttribute("aria-label", name)
    control.setAttribute("aria-valuemin", 0)
    control.setAttribute("aria-valuemax", order.length - 1)
    control.setAttribute("aria-valuenow", now)
    control.setAttribute("aria-valuetext", captions[order[now]])
    control.onpointermove = (event) => point(under(event))
    control.onpointerleave = control.onblur = () => pointer.replaceChildren()
    control.onclick = (event) => {
      point(under(event))
      pick()
    }
    control.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -order.length, End: order.length }[
        event.key
      ]
      if (step) point(Math.min(order.length - 1, Math.max(0, now + step)))
      else if (event.key === "Enter" || event.key === " ") pick()
      else return
      event.preventDefault()
    }
  }

  return () => {
    const rem = remPixels()
    const [edge, wide, side] = [0.8 * rem, root.clientWidth, (root.clientHeight - (HEAD + FOOT) * rem) / 2]
    const [middle, bottom] = [HEAD * rem + side, HEAD * rem + 2 * side]
    const all = [...data.above.values, ...data.below.values]
    const [low, high] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))]
    const x = (value) => edge + ((wide - 2 * edge) * (Math.min(high, Math.max(low, value)) - low)) / (high - low)
    const sides = [data.above.values, data.below.values]
    const dot = dotSize(sides, x, side, rem)
    const apart = pitch(sides, x, side, dot)
    svg.setAttribute("height", root.clientHeight)
    svg.replaceChildren()
    part("line", svg, { class: "axis", x1: 0, x2: wide, y1: middle, y2: middle })
    for (const value of ticksBetween(low, high, Math.max(2, Math.floor(wide / (2.5 * rem)))).filter(Number.isInteger))
      part(
        "text",
        svg,
        { x: x(value), y: bottom + 1.1 * rem, "text-anchor": "middle" },
        inWords(value, 1).replace(".0", ""),
      )
    const pointer = part("g", svg)
    controls.forEach((control, number) =>
      drawHalf(control, HALVES[number], { x, middle, side, dot, apart, rem, pointer }),
    )
    data.marks.forEach(({ name, value }, line) => {
      const here = value < low ? 0.15 * rem : value > high ? wide - 0.15 * rem : x(value) // beyond: outside the axis
      const arrow = value < low ? "← " : value > high ? "→ " : ""
      const right = here > wide / 2
      part("line", svg, { class: "mark", x1: here, x2: here, y1: (0.2 + line) * rem, y2: bottom })
      part(
        "text",
        svg,
        { x: here + (right ? -0.4 : 0.4) * rem, y: (1 + 1.1 * line) * rem, "text-anchor": right ? "end" : "start" },
        `${arrow}${name} ${inWords(value, 1)}`,
      )
    })
    svg.append(pointer)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => build(root, life),
    (plot) => {
      plot.draw = drawing(root, data, setTriggerValue)
      plot.redraw()
    },
  )
}
