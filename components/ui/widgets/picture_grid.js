export default function ({ data, parentElement, setTriggerValue }) {
  gridSheet(parentElement.querySelector("section"), data, (number) => setTriggerValue("pick", number))
}
