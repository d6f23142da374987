// The pad, the picture that the networks get, and a card for each of their answers.
const barOf = (digit) =>
  make("li", {}, make("span", { className: "bar" }), make("span", { className: "digit" }, `${digit}`))

const classifierCard = () => {
  const best = make("output", { className: "best" })
  const bars = make("ol", {}, ...Array.from({ length: 10 }, (_, digit) => barOf(digit)))
  return [best, bars]
}

const fillClassifier = (card, { probabilities, words }) => {
  const best = probabilities.indexOf(Math.max(...probabilities))
  card.querySelector(".best").textContent = best
  card.querySelector(".words").textContent = words
  card.querySelectorAll("li").forEach((item, digit) => {
    item.classList.toggle("chosen", digit === best)
    item.firstChild.style.height = `${100 * probabilities[digit]}%`
  })
}

const fillPicture = (card, { picture, words }) => {
  const image = card.querySelector("img")
  if (image.src !== picture) image.src = picture
  card.querySelector(".words").textContent = words
}

// Cards stay the same elements from answer to answer, so only what has changed is painted.
const cardOf = (list, at, answer, parts) => {
  const known = list.children[at]
  if (known?.dataset.short === answer.short) return known
  const words = ["words", "name"].map((className) => make("span", { className }, answer.name))
  const card = make("li", { className: "card" }, make("h3", {}, answer.short), ...words, make("div", {}, ...parts()))
  card.dataset.short = answer.short
  if (known) known.replaceWith(card)
  else list.append(card)
  return card
}

const wallOf = (root, send) => {
  const pad = make("div", { className: "pad" })
  const side = make("div", { className: "under" })
  const seen = make(
    "figure",
    {},
    make("img", { alt: "The picture that the networks get" }),
    make("figcaption", {}, "what the networks get"),
  )
  const verdict = make("output", { className: "verdict" })
  const note = make("p", { className: "note" })
  note.setAttribute("role", "status")
  const clear = make("button", { type: "button" }, "Clear")
  side.append(clear, seen, make("div", {}, verdict, note))
  const list = make("ol", { className: "cards" })
  root.append(make("div", { className: "draw" }, pad, side), list)
  const part = { pad: new DigitPad(pad, (told) => part.send(told)), list, note, verdict, seen: seen.firstChild, send }
  clear.onclick = () => part.pad.clear()
  return part
}

const takeWall = (part, data, send) => {
  part.send = send
  part.note.textContent = data.note
  part.verdict.textContent = data.verdict
  const image = new Image()
  image.onload = () => part.pad.take(data.strokes, data.strokes ? null : image, data.heard)
  image.src = part.seen.src = data.picture
  const answers = [
    ...data.classifiers.map((answer) => [answer, classifierCard, fillClassifier]),
    ...data.pictures.map((answer) => [answer, () => [make("img", { alt: "Its reconstruction" })], fillPicture]),
  ]
  answers.forEach(([answer, parts, fill], at) => fill(cardOf(part.list, at, answer, parts), answer))
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("section")
  const send = (told) => setTriggerValue("drawing", told)
  return living(
    root,
    () => wallOf(root, send),
    (part) => takeWall(part, data, send),
  )
}
