// Elements with their properties and what stands in them.
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// An element that is put last into another one.
const appended = (tag, parent, properties = {}) => parent.appendChild(make(tag, properties))
