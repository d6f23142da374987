"""JavaScript that measures what a reader sees, the shadow roots of components included."""

# The smallest type on the page: [pixels, text].
SMALLEST = """() => {
  const sizes = []
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot)
      const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
      const box = element.getBoundingClientRect()
      if (own && box.width > 1 && box.height > 1 && element.checkVisibility({visibilityProperty: true}))
        sizes.push([parseFloat(getComputedStyle(element).fontSize), element.textContent.trim().slice(0, 40)])
    }
  }
  visit(document.body)
  return sizes.filter(([size]) => size > 0).sort((a, b) => a[0] - b[0])[0]
}"""

# Every text's contrast with its ground after WCAG 2, least first: [[ratio, text], …].
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true})
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = (top, ground) => top.slice(0, 3).map((v, i) => v * top[3] + ground[i] * (1 - top[3]))
  const parent = (element) => element.parentElement ?? element.getRootNode().host ?? null
  const ground = (element) => {
    if (!element) return [255, 255, 255]
    const own = rgba(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own.slice(0, 3) : over(own, ground(parent(element)))
  }
  const opacity = (element) =>
    element ? parseFloat(getComputedStyle(element).opacity) * opacity(parent(element)) : 1
  const light = (colour) => {
    const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    const [r, g, b] = colour.map(v => linear(v / 255))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const found = []
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot)
      const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
      const box = element.getBoundingClientRect()
      if (!own || box.width <= 1 || !element.checkVisibility({visibilityProperty: true})) continue
      if (element.closest(":disabled, [aria-hidden=true]")) continue
      if (element.closest('[data-testid="stSliderThumbValue"]')) continue  // above its ground
      const back = ground(element)
      const colour = rgba(getComputedStyle(element).color)
      const seen = opacity(element)
      if (seen === 0) continue  // shown only under the pointer
      colour[3] *= seen
      const [high, low] = [light(over(colour, back)), light(back)].sort((a, b) => b - a)
      found.push([(high + 0.05) / (low + 0.05), element.textContent.trim().slice(0, 40)])
    }
  }
  visit(document.body)
  return found.sort((a, b) => a[0] - b[0])
}"""

# How many pixels wider and higher than its window the page is.
OVERFLOW = """() => {
  const main = document.querySelector('[data-testid="stMain"]')
  return [main.scrollWidth - main.clientWidth, main.scrollHeight - main.clientHeight]
}"""

# Every text that is cut off at a side: [what, by how many pixels]. What can be scrolled to is not cut if the
# bar is in sight: one that a style sheet gave a height. (A formula's MathML is for screen readers alone.)
CUT = """() => {
  const typed = "input[type=text], input[type=number], input:not([type]), textarea"
  const found = []
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot)
      const box = element.getBoundingClientRect()
      if (box.width <= 1 || box.height <= 1 || element.closest(".katex-mathml")) continue
      if (element.closest('[data-testid="stSidebar"][data-collapsed="true"]')) continue
      if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue
      if (element.matches(typed)) {
        const over = element.scrollWidth - element.clientWidth
        if (over > 1) found.push([element.value, over])
      } else if ([...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) {
        const range = document.createRange()
        range.selectNodeContents(element)
        const over = cutBy(range.getBoundingClientRect(), element)
        if (over > 1.5) found.push([element.textContent.trim().slice(0, 40), Math.round(over)])
      }
    }
  }
  const cutBy = (text, element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement ?? one.getRootNode().host) {
      const {overflowX} = getComputedStyle(one)
      if (overflowX === "visible") continue
      const bar = getComputedStyle(one, "::-webkit-scrollbar").height
      if (overflowX !== "hidden" && overflowX !== "clip" && bar.endsWith("px")) return 0
      const box = one.getBoundingClientRect()
      const over = Math.max(text.right - box.right, box.left - text.left)
      if (over > 1.5) return over
    }
    return 0
  }
  visit(document.body)
  return found
}"""

# What is cut, or scrolls, within the picture from top to bottom: [what, by how many pixels].
INNER = """() => {
  const found = []
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot)
      const over = element.scrollHeight - element.clientHeight
      if (element.clientHeight < 20 || over < 5 || getComputedStyle(element).overflowY === "visible") continue
      if (element.checkVisibility({visibilityProperty: true}))
        found.push([element.textContent.trim().slice(0, 40), over])
    }
  }
  visit(document.querySelector(".st-key-picture"))
  return found
}"""

# The stage: the share of the window that the picture's box has, the shares of the box that what is drawn has
# across and down, the pixels that it covers, and by how many pixels it scrolls.
STAGE = """() => {
  const picture = document.querySelector('.st-key-picture')
  const box = picture.getBoundingClientRect()
  const drawn = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  const shows = (element) => /^(IMG|CANVAS|VIDEO|svg|BUTTON|INPUT|I)$/.test(element.tagName)
    || [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot)
      const one = element.getBoundingClientRect()
      if (one.width < 2 || one.height < 2 || !shows(element)) continue
      if (!element.checkVisibility({visibilityProperty: true})) continue
      drawn.left = Math.min(drawn.left, Math.max(one.left, box.left))
      drawn.top = Math.min(drawn.top, Math.max(one.top, box.top))
      drawn.right = Math.max(drawn.right, Math.min(one.right, box.right))
      drawn.bottom = Math.max(drawn.bottom, Math.min(one.bottom, box.bottom))
    }
  }
  visit(picture)
  const [wide, high] = [drawn.right - drawn.left, drawn.bottom - drawn.top]
  return {
    share: Math.min(box.width, innerWidth - box.left) * Math.min(box.height, innerHeight - box.top)
      / (innerWidth * innerHeight),
    across: wide / box.width,
    down: high / box.height,
    pixels: wide * high,
    scrolls: [picture.scrollWidth - picture.clientWidth, picture.scrollHeight - picture.clientHeight],
  }
}"""
