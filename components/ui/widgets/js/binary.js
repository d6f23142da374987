// Numbers that came as base64: bytes, or floats of four bytes each.
const bytes = (text) => {
  const letters = atob(text)
  const found = new Uint8Array(letters.length)
  for (let at = 0; at < letters.length; at++) found[at] = letters.charCodeAt(at) // many times as fast as Uint8Array.from
  return found
}
const floats = (text) => new Float32Array(bytes(text).buffer)
