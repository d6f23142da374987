"""JavaScript that moves the sliders of the screen Latent sliders and watches its picture."""

# The component's root, and its sliders.
PARTS = """
  const find = (root, selector) => {
    for (const element of root.querySelectorAll("*")) {
      const found = element.shadowRoot && (element.shadowRoot.querySelector(selector) ?? find(element.shadowRoot, selector))
      if (found) return found
    }
  }
  const root = find(document, "section[data-latent-sliders]")
  const range = root.querySelectorAll("input[type=range]")[nth]
  const canvas = root.querySelector("canvas")
  const put = (value) => { range.value = value; range.dispatchEvent(new Event("input")) }
"""  # noqa: E501

# Presses a slider that nothing has touched before: milliseconds to its first strip, and that strip's frames.
PRESS = """([nth]) => new Promise((resolve) => {PARTS
  const begin = performance.now()
  const came = () => Number(root.dataset.frames)
  const look = () => came() ? resolve([performance.now() - begin, came()])
    : performance.now() - begin > 5000 ? resolve(null) : requestAnimationFrame(look)
  root.dataset.frames = 0
  range.dispatchEvent(new PointerEvent("pointerdown", {bubbles: true}))
  look()
})""".replace("PARTS", PARTS)

# Waits until all frames of the slider have come.
ALL = """([nth]) => new Promise((resolve) => {PARTS
  const begin = performance.now()
  const look = () => Number(root.dataset.frames) > Number(range.max) - Number(range.min) || performance.now() - begin > 10000
    ? resolve(Number(root.dataset.frames)) : requestAnimationFrame(look)
  look()
})""".replace("PARTS", PARTS)  # noqa: E501

# A steady drag from end to end: another place at each display frame. Distinct frames painted, and seconds.
DRAG = """([nth, places]) => new Promise((resolve) => {PARTS
  const [low, high] = [Number(range.min), Number(range.max)]
  let place = 0
  const before = Number(root.dataset.painted ?? 0), begin = performance.now()
  const move = () => {
    const painted = Number(root.dataset.painted) - before
    if (place > places) return resolve([painted, (performance.now() - begin) / 1000])
    put(Math.round(low + ((high - low) * place) / places))
    place += 1
    requestAnimationFrame(move)
  }
  requestAnimationFrame(move)
})""".replace("PARTS", PARTS)

# One move of a slider to the painted frame, in display frames.
MOVE = """([nth, value]) => new Promise((resolve) => {PARTS
  const before = canvas.dataset.frame
  let frames = 0
  const look = () => { frames += 1; canvas.dataset.frame !== before || frames > 60 ? resolve(frames) : requestAnimationFrame(look) }
  put(value)
  requestAnimationFrame(look)
})""".replace("PARTS", PARTS)  # noqa: E501

# Lets a slider go: the largest difference of the picture that Python draws then from the frame shown.
RELEASE = """([nth]) => new Promise((resolve) => {PARTS
  const pixels = () => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
  const shown = pixels(), before = canvas.dataset.picture, begin = performance.now()
  const look = () => {
    if (performance.now() - begin > 5000) return resolve(null)
    if (canvas.dataset.picture === before) return requestAnimationFrame(look)
    resolve(pixels().reduce((most, value, place) => Math.max(most, Math.abs(value - shown[place])), 0))
  }
  range.dispatchEvent(new Event("change"))
  look()
})""".replace("PARTS", PARTS)
