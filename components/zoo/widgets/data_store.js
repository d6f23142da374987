// Keeps values for the other components of its screen, as long as it is there itself.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("span")
  const { values } = dataStore()
  const forget = (part) => Object.keys(part.held).forEach((name) => values.delete(name))
  return living(
    root,
    (life) => {
      const part = { held: {} }
      life.keep(() => forget(part))
      return part
    },
    (part) => {
      forget(part)
      part.held = data
      Object.entries(data).forEach(([name, value]) => values.set(name, value))
      dataStore().dispatchEvent(new Event("come"))
    },
  )
}
