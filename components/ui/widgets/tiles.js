// Pictures that fill are as large as their room allows, else of one size (the CSS).
const CAPTION = 2.6 // rem below a picture
const GAP = 0.5 // rem, as in the CSS
const [LEAST, MOST] = [3, 11] // rem

const fit = (list) => {
  if (PHONE.matches) return list.style.removeProperty("--photo")
  const rem = remPixels()
  const count = list.children.length
  const [wide, high] = [list.clientWidth / rem, list.clientHeight / rem]
  const fits = (size) => {
    const across = Math.floor((wide + GAP) / (Math.max(size, 4.5) + GAP))
    return Math.ceil(count / across) * (size + CAPTION + GAP) <= high + GAP
  }
  let size = MOST
  while (size > LEAST && !fits(size)) size -= 0.1
  list.style.setProperty("--photo", `${size}rem`)
}

const tile = ({ src, caption, mark, marked }) =>
  make(
    "li",
    { className: marked ? "marked" : "" },
    make("img", { src, alt: "" }),
    make("span", { textContent: caption }),
    ...(mark ? [make("strong", { textContent: mark })] : []),
  )

export default function ({ data, parentElement }) {
  const list = parentElement.querySelector("ul")
  list.replaceChildren(...data.tiles.map(tile))
  list.classList.toggle("filling", data.fills)
  if (!data.fills) return undefined
  return living(
    list,
    (life) => life.sized(list, () => fit(list)),
    (redraw) => redraw(),
  )
}
