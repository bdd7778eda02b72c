// Writes the headline into one node that stays, so that a screen reader speaks a change and does not lose its place.
// While a hand moves a slider, the text changes at most every PAUSE milliseconds; the last one always arrives.

const PAUSE = 400;
const lines = new WeakMap();
let region = null; // of this page's headline; a component that is mounted again takes the same node over

export default function ({ data, parentElement }) {
  const line = lines.get(parentElement) ?? build(parentElement);
  lines.set(parentElement, line);
  line.next = data.headline;
  if (!line.timer) write(line);
  const call = (line.call = {});
  return () => {
    if (line.call !== call) return; // Streamlit may clear away a call after it has made the next one
    clearTimeout(line.timer);
    lines.delete(parentElement);
    if (line.region.parentNode === parentElement) line.region.remove();
  };
}

function build(parent) {
  const taken = region;
  if (taken) {
    parent.append(taken);
    return { region: taken, heading: taken.firstChild, next: null, shown: "", timer: 0 };
  }
  region = document.createElement("div");
  region.className = "ov-headline";
  for (const [name, value] of [["role", "status"], ["aria-live", "polite"], ["aria-atomic", "true"]]) {
    region.setAttribute(name, value);
  }
  const heading = region.appendChild(document.createElement("h2"));
  parent.append(region);
  return { region, heading, next: null, shown: "", timer: 0 };
}

function write(line) {
  line.timer = 0;
  const text = JSON.stringify(line.next);
  if (text === line.shown) return;
  line.shown = text;
  line.heading.replaceChildren(...line.next.map(([said, way]) => {
    if (!way) return document.createTextNode(said.replaceAll("\u00b1 ", "\u00b1\u00a0")); // an error stays in one line
    const node = document.createElement("span");
    node.className = `ov-verdict ov-${way}`;
    node.textContent = said;
    return node;
  }));
  line.timer = setTimeout(write, PAUSE, line);
}
