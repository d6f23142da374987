// One row a class: its name, how many photos, and the photos as buttons. Photos that are picked can be moved
// to another class, by the bar or by dragging, or taken out.
const LEAST = 22 // pixels of a photo; where more of them are, the row scrolls
const APART = 3 // pixels between photos, as in the CSS
const LARGEST = 8 // rem of a photo
const PHONE_ROW = 4.6 // rem for which the size of its photos is chosen on a phone
const picked = new WeakMap() // per component: the ids of the photos that are picked

// All photos equally large, and so large that those of the fullest row fit into it.
const fitPhotos = (list) => {
  const strips = [...list.querySelectorAll(".strip")]
  const fullest = Math.max(...strips.map((strip) => strip.querySelectorAll(".photo").length), 1)
  const [wide, high] = ["clientWidth", "clientHeight"].map((side) =>
    Math.min(...strips.map((strip) => strip[side] - 2 * APART)),
  )
  const room = PHONE.matches ? PHONE_ROW * remPixels() : high
  let size = Math.min(room, LARGEST * remPixels())
  const fitting = (length) => Math.floor((length + APART) / (size + APART))
  while (size > LEAST && fitting(wide) * fitting(room) < fullest) size -= 1
  list.style.setProperty("--photo", `${size}px`)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol")
  const bar = parentElement.querySelector(".bar")
  const there = new Set(data.rows.flatMap((row) => row.photos.map((photo) => photo.id)))
  const ids = new Set([...(picked.get(list) ?? [])].filter((id) => there.has(id)))
  picked.set(list, ids)

  const edit = (what) => {
    if (what.photos) ids.clear()
    setTriggerValue("edit", what)
  }
  const move = (photos, to) => edit({ do: "move", photos, to })

  const drawBar = () => {
    bar.hidden = ids.size === 0
    if (bar.hidden) return
    const chosen = [...ids]
    const targets = make("select", { ariaLabel: "Move to class" })
    targets.append(make("option", { textContent: "Move to …", value: "", disabled: true, selected: true }))
    data.rows.forEach((row, index) => targets.append(make("option", { textContent: row.name, value: index })))
    targets.onchange = () => move(chosen, data.rows[targets.value].id)
    bar.replaceChildren(
      make("span", { textContent: ids.size === 1 ? "1 photo picked" : `${ids.size} photos picked` }),
      targets,
      make("button", { type: "button", textContent: "Remove", onclick: () => edit({ do: "remove", photos: chosen }) }),
      make("button", {
        type: "button",
        textContent: "Let go",
        onclick: () => {
          ids.clear()
          draw()
        },
      }),
    )
  }

  const photoButton = (row, photo, number) => {
    const button = make(
      "button",
      {
        type: "button",
        className: "photo",
        ariaPressed: String(ids.has(photo.id)),
        ariaLabel: `${row.name}, photo ${number}`,
        draggable: true,
      },
      make("img", { src: photo.src, alt: "", draggable: false }),
    )
    button.onclick = () => {
      if (!ids.delete(photo.id)) ids.add(photo.id)
      button.ariaPressed = String(ids.has(photo.id))
      drawBar()
    }
    button.ondragstart = (event) => {
      if (!ids.has(photo.id)) {
        ids.clear()
        ids.add(photo.id)
      }
      event.dataTransfer.setData("text/plain", "photos")
    }
    return button
  }

  const rowItem = (row) => {
    const name = make("input", { value: row.name, maxLength: 300, ariaLabel: `Name of the class ${row.name}` })
    name.onchange = () => edit({ do: "rename", class: row.id, to: name.value })
    const head = make(
      "div",
      { className: "head" },
      name,
      make("span", {
        className: "count",
        textContent: row.photos.length === 1 ? "1 photo" : `${row.photos.length} photos`,
      }),
      make("button", {
        type: "button",
        className: "drop",
        textContent: "×",
        title: `Remove the class “${row.name}”`,
        ariaLabel: `Remove the class ${row.name}`,
        onclick: () => edit({ do: "drop", class: row.id }),
      }),
    )
    const strip = make("div", { className: "strip" })
    strip.append(...row.photos.map((photo, index) => photoButton(row, photo, index + 1)))
    if (!row.photos.length) strip.append(make("p", { textContent: "No photos yet" }))
    const item = make("li", {}, head, strip)
    item.style.setProperty("--class-colour", row.colour)
    item.ondragover = (event) => {
      event.preventDefault()
      item.classList.add("over")
    }
    item.ondragleave = () => item.classList.remove("over")
    item.ondrop = (event) => {
      event.preventDefault()
      move([...ids], row.id)
    }
    return item
  }

  const draw = () => {
    const places = [...list.querySelectorAll(".strip")].map((strip) => strip.scrollTop)
    keepingFocus(list, () => list.replaceChildren(...data.rows.map(rowItem)))
    drawBar()
    fitPhotos(list)
    list.querySelectorAll(".strip").forEach((strip, index) => {
      strip.scrollTop = places[index] ?? 0
    })
  }
  return living(
    list,
    (life) => life.sized(list, () => fitPhotos(list)),
    () => draw(),
  )
}
