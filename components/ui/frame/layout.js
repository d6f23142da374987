// On a phone Streamlit lays its sidebar over the page: a page that was chosen there is what is to be seen.
const OPEN = '[data-testid="stSidebar"][data-collapsed="false"]'
const FOLD = '[data-testid="stSidebarCollapseButton"] button'
const LINK = '[data-testid="stSidebarNavLink"]'

const fold = () => {
  if (PHONE.matches && document.querySelector(OPEN)) document.querySelector(FOLD)?.click()
}

const build = (life) => {
  fold() // the browser remembers how it was left
  life.listen(document, "click", ({ target }) => {
    if (target.closest?.(LINK)) life.later(0, fold)
  })
}

export default function ({ parentElement }) {
  return living(parentElement.querySelector("span"), build, () => {})
}
