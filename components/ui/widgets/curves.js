class Curves {
  constructor(root, life) {
    const list = appended("ul", root)
    const svg = part("svg", root, { role: "img" })
    this.redraw = life.sized(root, () => {
      if (this.plot) drawCurves(root, list, svg, this.plot)
    })
  }

  take(plot) {
    this.plot = plot
    this.redraw()
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector("section")
  return living(
    root,
    (life) => new Curves(root, life),
    (curves) => curves.take(data),
  )
}
