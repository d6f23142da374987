export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    () => root,
    (_, life) => sumDrawing(root, data, life),
  )
}
