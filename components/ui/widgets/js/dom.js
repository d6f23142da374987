// Elements with their properties and what stands in them.
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// An element that is put last into another one.
const appended = (tag, parent, properties = {}) => parent.appendChild(make(tag, properties))

// The number of the child under the pointer; null where there is none.
const childUnder = (parent, { clientX, clientY }) => {
  const at = [...parent.children].findIndex((child) => {
    const { left, right, top, bottom } = child.getBoundingClientRect()
    return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom
  })
  return at < 0 ? null : at
}
