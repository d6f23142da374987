export default function ({ data, parentElement }) {
  parentElement
    .querySelector("figure")
    .replaceChildren(
      make("img", { src: data.src, alt: "The photo", draggable: false }),
      make("figcaption", { textContent: data.credit }),
    )
}
