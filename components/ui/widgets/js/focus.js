const FOCUSABLE = "button, input, select, textarea, a[href], [tabindex]"

// Draws anew. What has then taken the place of the element that had the focus gets it: whoever uses the keyboard goes
// on where they were.
const keepingFocus = (root, draw) => {
  const places = () => [...root.querySelectorAll(FOCUSABLE)]
  const place = places().indexOf(root.getRootNode().activeElement)
  draw()
  if (place >= 0) places()[place]?.focus({ preventScroll: true })
}
