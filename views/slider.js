// Lets one of Streamlit's own sliders answer while it is dragged: reads its thumb, and tells the page where it stands.
// The slider itself commits on release, takes keys and speaks to screen readers as ever; without this it still works.

const SOONEST = 40; // milliseconds between two values
const PATIENCE = 500; // after which a run that nobody saw end is taken for ended
const thumbs = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const thumb = thumbs.get(parentElement) ?? attach(parentElement, data.slider);
  thumbs.set(parentElement, thumb);
  thumb.tell = (value) => setStateValue("thumb", value);
  return () => {
    thumbs.delete(parentElement);
    thumb.stop();
  };
}

function attach(parent, slider) {
  const page = parent.ownerDocument;
  const app = page.querySelector("[data-testid=stApp]");
  const thumb = { tell: null, input: null, told: null, at: 0, running: false, count: 0 };

  const look = () => {
    if (!thumb.input) return;
    const now = performance.now();
    const free = now - thumb.at > (thumb.running ? PATIENCE : SOONEST);
    if (free && thumb.input.value !== thumb.told) send(thumb, now);
    requestAnimationFrame(look);
  };
  const down = (event) => {
    const input = event.target.closest?.(`.st-key-${slider}`)?.querySelector("input[type=range]");
    if (!input || event.button > 0 || input.disabled) return;
    Object.assign(thumb, { input, told: input.value, at: 0, running: false });
    // A click on the track moves the thumb before this runs; it is the first value of the drag.
    requestAnimationFrame(look);
  };
  const up = () => {
    if (!thumb.input) return;
    // The last value is told even if the slider is back where it began, which it would not commit.
    if (thumb.count && thumb.input.value !== thumb.told) send(thumb, performance.now());
    thumb.input = null;
  };
  // A value that came while the page was being worked out would only interrupt the picture before it.
  const observer = new MutationObserver(() => {
    if (app.dataset.testScriptState === "notRunning") thumb.running = false;
  });
  if (app) observer.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });

  const ends = ["pointerup", "pointercancel", "blur"];
  page.addEventListener("pointerdown", down, true);
  for (const end of ends) window.addEventListener(end, up);
  thumb.stop = () => {
    thumb.input = null;
    observer.disconnect();
    page.removeEventListener("pointerdown", down, true);
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
