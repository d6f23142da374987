// All that stands before this in the screen has arrived: the screen is shown with the next picture.
const place = (root) => root.getRootNode().host?.closest('[class*="st-key-screen-"]')

export default function ({ parentElement }) {
  const root = parentElement.querySelector("span")
  return living(
    root,
    (life) => life.frame(() => place(root)?.setAttribute("data-shown", "")),
    () => {},
  )
}
