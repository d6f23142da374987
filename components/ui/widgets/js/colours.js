// The colour of a number, and the ink that can be read on it. Put before the scripts that draw numbers.

// The colour of a share from 0 to 1 in a table of 256, three bytes each.
const colourAt = (table, share) => {
  const at = 3 * Math.round(255 * Math.min(1, Math.max(0, share)))
  return table.subarray(at, at + 3)
}

const inkOn = ([red, green, blue]) => {
  const light = 0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2
  return light > 0.18 ? "black" : "white"
}

// No colour makes the cell like the page again.
const tint = (cell, colour) => {
  cell.style.background = colour ? `rgb(${colour.join(",")})` : ""
  cell.style.color = colour ? inkOn(colour) : ""
}
