export default function ({ data, parentElement }) {
  const figure = parentElement.querySelector("figure")
  const [picture, words] = figure.children
  picture.onload = () => figure.style.setProperty("--ratio", picture.naturalWidth / picture.naturalHeight)
  if (picture.src !== data.picture) picture.src = data.picture
  picture.alt = data.words
  words.textContent = data.words
}
