export default function ({ data, parentElement }) {
  parentElement.querySelector("ul").replaceChildren(
    ...data.names.map((name, index) => {
      const item = document.createElement("li")
      item.textContent = name
      item.style.setProperty("--colour", data.colours[index])
      return item
    }),
  )
}
