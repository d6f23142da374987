const words = (tag, className, textContent) => make(tag, { className, textContent })

export default function ({ data, parentElement }) {
  const steps = data.steps.map(({ title, text, file }) =>
    make("li", {}, words("strong", "", title), words("p", "", text), words("code", "", file)),
  )
  const photo = make("li", { className: "photo" }, make("img", { src: data.photo, alt: "A photo", draggable: false }))
  const flow = make("ol", {}, photo, ...steps)
  const others = make(
    "ul",
    {},
    ...data.others.map(({ name, text }) => make("li", {}, words("code", "", name), ` ${text}`)),
  )
  parentElement.querySelector("section").replaceChildren(flow, ...(data.others.length ? [others] : []))
}
