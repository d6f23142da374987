const words = (tag, className, textContent) => make(tag, { className, textContent })

const amount = ({ name, written, share }) => {
  const bar = make("i", {})
  bar.style.width = `${100 * share}%`
  return make("div", {}, words("span", "", name), words("b", "", written), make("div", { className: "track" }, bar))
}

const step = ({ title, text, file, picture, amounts }) => {
  const made = make("div", { className: "made" })
  if (picture) made.append(make("img", { src: picture, alt: text, draggable: false }))
  else made.append(...amounts.map(amount))
  return make("li", {}, words("strong", "", title), made, words("p", "", text), words("code", "", file))
}

export default function ({ data, parentElement }) {
  const flow = make("ol", {}, ...data.steps.map(step))
  const others = data.others.map(({ name, text }) => make("li", {}, words("code", "", name), ` ${text}`))
  parentElement.querySelector("section").replaceChildren(flow, ...(others.length ? [make("ul", {}, ...others)] : []))
}
