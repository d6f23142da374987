// A phone: there the page scrolls, and what is drawn takes the height that it needs. The CSS says the same width.
const PHONE = matchMedia("(max-width: 768px)")
