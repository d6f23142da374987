// Numbers that came as base64: bytes, or floats of four bytes each.
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
const floats = (text) => new Float32Array(bytes(text).buffer)
