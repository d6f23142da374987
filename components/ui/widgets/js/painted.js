// Paints one picture into all parts of a component that match a selector. It is a rule of the component's own: an address
// in a custom property, as long as its picture, would be read anew for each part whenever styles are computed.
const painted = (root, selector, src) => {
  const shadow = root.getRootNode()
  if (!shadow.adoptedStyleSheets || shadow.painted === src) return // taken off the page, or painted already
  shadow.painted = src
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`${selector} { background-image: url("${src}") }`)
  shadow.adoptedStyleSheets = [sheet]
}
