// One button a topic, strung on a line that runs across on a wide window and down on a narrow one. Its film
// plays once, and again while it is pointed at.
const COARSE = 100 // pixels of a frame's side

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol")
  const stations = data.stations.map((station, index) => {
    const item = document.createElement("li")
    item.innerHTML =
      '<button type="button"><span class="icon" aria-hidden="true"></span><span class="film"></span>' +
      '<span class="title"></span><span class="claim"></span><span class="state"></span></button>'
    const part = (name) => item.querySelector("." + name)
    part("icon").textContent = station.icon
    part("title").textContent = `${index + 1}  ${station.title}`
    part("claim").textContent = station.claim
    part("state").textContent = "Open"
    part("film").style.backgroundImage = `url(${station.film.sheet})`
    part("film").style.setProperty("--frames", station.film.frames)
    part("film").classList.toggle("moving", station.film.frames > 1)
    part("film").classList.toggle("coarse", station.film.side < COARSE)
    item.firstChild.onclick = () => setTriggerValue("open", station.page)
    return item
  })
  list.replaceChildren(...stations)
}
