// All that stands before this in the screen has arrived: the screen is shown with the next picture.
const show = (root, words) => {
  const place = root.getRootNode().host?.closest(PLACES)
  if (!place) return
  place.setAttribute("data-shown", "")
  arrive(place, words)
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("span")
  return living(
    root,
    (life) => life.frame(() => show(root, data)),
    () => {},
  )
}
