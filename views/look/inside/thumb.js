// Watches the thumb of one of Streamlit's own sliders. Ahead of the page, it asks the server for the charts in sight as they
// are with the thumb here (views/controls/ahead.py), and hands them to plot.js. Where the slider is a live one, it also tells the page
// where the thumb stands while it is dragged. The slider itself commits on release, takes keys and speaks to screen readers
// as ever; without this it still works.

const SOONEST = 200; // milliseconds between two values told
const PATIENCE = 500; // after which a run that nobody saw end is taken for ended, and a picture is no longer waited for
const thumbs = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const thumb = thumbs.get(parentElement) ?? attach(parentElement, data);
  thumbs.set(parentElement, thumb);
  thumb.tell = (value) => setStateValue("thumb", value);
  const call = (thumb.call = {});
  return () => {
    if (thumb.call !== call) return; // Streamlit may clear away a call after it has made the next one
    thumbs.delete(parentElement);
    thumb.stop();
  };
}

function attach(parent, { slider, live, url, visitor }) {
  const page = parent.ownerDocument;
  const app = page.querySelector("[data-testid=stApp]");
  const thumb = { slider, url, visitor, tell: null, input: null, told: null, at: 0, running: false, count: 0, seen: null, wanted: null, asking: false };
  const inputOf = (event) => event.target.closest?.(`.st-key-${slider}`)?.querySelector("input[type=range]");

  const look = () => {
    if (!thumb.input) return;
    const { value } = thumb.input;
    if (live && value !== thumb.seen) ask(thumb, value);
    if (live) thumb.seen = value;
    const now = performance.now();
    const free = live && now - thumb.at > (thumb.running ? PATIENCE : SOONEST);
    if (free && value !== thumb.told) send(thumb, now);
    requestAnimationFrame(look);
  };
  const down = (event) => {
    const input = inputOf(event);
    if (!input || event.button > 0 || input.disabled) return;
    Object.assign(thumb, { input, told: input.value, seen: input.value, at: 0, running: false });
    // A click on the track moves the thumb before this runs; it is the first value of the drag.
    requestAnimationFrame(look);
  };
  const up = () => {
    if (!thumb.input) return;
    // The last value is told even if the slider is back where it began, which it would not commit.
    if (thumb.count && thumb.input.value !== thumb.told) send(thumb, performance.now());
    if (!live) moved(thumb.input, thumb.seen);
    thumb.input = null;
  };
  // The slider draws itself anew before it says where a key has put it, so that is worked out, and looked at afterwards.
  const moved = (input, before) => setTimeout(() => input.value !== before && ask(thumb, input.value));
  const key = (event) => {
    const input = inputOf(event);
    if (!input || input.disabled) return;
    const place = after(input, event);
    if (place !== input.value) ask(thumb, place);
    moved(input, place);
  };
  // A value that came while the page was being worked out would only interrupt the picture before it.
  const observer = new MutationObserver(() => {
    if (app.dataset.testScriptState === "notRunning") thumb.running = false;
  });
  if (app) observer.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });

  const ends = ["pointerup", "pointercancel", "blur"];
  page.addEventListener("pointerdown", down, true);
  page.addEventListener("keydown", key, true);
  for (const end of ends) window.addEventListener(end, up);
  thumb.stop = () => {
    thumb.input = null;
    observer.disconnect();
    page.removeEventListener("pointerdown", down, true);
    page.removeEventListener("keydown", key, true);
    for (const end of ends) window.removeEventListener(end, up);
  };
  return thumb;
}

// The count makes each value a new one, also when it equals the last of the drag before.
function send(thumb, now) {
  thumb.count += 1;
  Object.assign(thumb, { told: thumb.input.value, at: now, running: true });
  thumb.tell([thumb.count, Number(thumb.input.value)]);
}

// Where an arrow key puts the thumb; for any other key, where it stands.
function after({ value, min, max, step }, { key, altKey, ctrlKey, metaKey, shiftKey }) {
  const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  if (!way || altKey || ctrlKey || metaKey || shiftKey) return value;
  const place = Math.min(Math.max(Number(value) + way * Number(step), Number(min)), Number(max));
  return String(Number(place.toFixed(6)));
}

// One question at a time; of the places passed meanwhile only the last is asked for.
function ask(thumb, place) {
  thumb.wanted = place;
  if (!thumb.asking) askNext(thumb);
}

// Nothing is shown where the server cannot say: the page will. The next question is sent before this picture is drawn, and
// by a request whose answer comes in one piece: `fetch` would come back twice, each time behind the page's messages.
function askNext(thumb) {
  const { slider, url, visitor, wanted: place } = thumb;
  Object.assign(thumb, { wanted: null, asking: place !== null });
  if (!thumb.asking) return;
  const request = new XMLHttpRequest();
  request.open("GET", `${url}?${new URLSearchParams({ slider, place })}`);
  request.setRequestHeader("Overlay-Visitor", visitor);
  request.timeout = PATIENCE;
  request.onloadend = () => {
    askNext(thumb);
    const drawing = request.status === 200 ? JSON.parse(request.responseText) : null;
    document.dispatchEvent(new CustomEvent("overlay-preview", { detail: drawing }));
  };
  request.send();
}
