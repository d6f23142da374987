// One button a topic, strung on a line that runs across on a wide window and down on a narrow one.
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol")
  const stations = data.stations.map((station, index) => {
    const item = document.createElement("li")
    item.innerHTML =
      '<button type="button"><span class="icon" aria-hidden="true"></span>' +
      '<span class="title"></span><span class="claim"></span><span class="state"></span></button>'
    const part = (name) => item.querySelector("." + name)
    part("icon").textContent = station.icon
    part("title").textContent = `${index + 1}  ${station.title}`
    part("claim").textContent = station.claim
    part("state").textContent = station.built ? "Open" : "In preparation"
    const button = item.firstChild
    button.disabled = !station.built
    button.onclick = () => setTriggerValue("open", station.page)
    return item
  })
  list.replaceChildren(...stations)
}
