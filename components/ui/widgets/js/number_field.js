// A browser whose language writes 0.5 drops a comma that is typed into its number field: "0,5" would become 5.
const DECIMAL_POINT = (1.5).toLocaleString().includes(".")

const takeComma = (field) => {
  field.onbeforeinput = (event) => {
    if (!DECIMAL_POINT || !/^[^,]*,[^,]*$/.test(event.data ?? "")) return
    event.preventDefault()
    document.execCommand("insertText", false, event.data.replace(",", "."))
  }
}
