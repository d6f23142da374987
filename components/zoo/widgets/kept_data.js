// What one component keeps for others: those are drawn anew with every run, and know large pictures and lists by their
// names alone. After lifecycle.js.
const dataStore = () => (window.chalknetData ??= Object.assign(new EventTarget(), { values: new Map() }))

// A value by its name, undefined until it has come; `look` is called when others have come.
const keptValue = (name) => dataStore().values.get(name)
const whenDataCome = (life, look) => life.listen(dataStore(), "come", look)
