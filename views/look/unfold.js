// A word of the glossary unfolds where it stands: a click on its link shows its meaning beside it, on the same page.
// A click with a key for a new tab, and a browser without popovers, follow the link to the Learn page as before.

const TERMS = __TERMS__;
const EDGE = 8; // pixels between a card and the window

export default function ({ parentElement }) {
  const page = parentElement.ownerDocument;
  if (!HTMLElement.prototype.showPopover) return;
  page.overlayUnfolds?.(); // a call takes over from the one before: Streamlit keeps only what the last one returned
  const card = build(page, parentElement);
  const unfold = (event) => {
    const link = event.target.closest?.("a[href*='term=']");
    const term = link && new URL(link.href).searchParams.get("term");
    if (!term || !(term in TERMS) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    show(card, link, term);
  };
  page.addEventListener("click", unfold, true);
  const end = () => {
    page.removeEventListener("click", unfold, true);
    card.remove();
    if (page.overlayUnfolds === end) page.overlayUnfolds = null;
  };
  return (page.overlayUnfolds = end);
}

function build(page, parent) {
  const card = page.createElement("div");
  card.className = "ov-card";
  card.popover = "auto";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.append(...["strong", "p", "a"].map((tag) => page.createElement(tag)));
  card.lastChild.textContent = "All terms";
  card.addEventListener("toggle", (event) => event.newState === "closed" && card.contains(page.activeElement) && card.from?.focus());
  parent.append(card);
  return card;
}

function show(card, link, term) {
  const [name, meaning, more] = card.children;
  card.from = link;
  card.setAttribute("aria-label", term);
  name.textContent = term;
  meaning.textContent = TERMS[term];
  Object.assign(more, { href: link.href, target: "_blank" });
  card.showPopover();
  const at = link.getBoundingClientRect();
  const room = { width: innerWidth - card.offsetWidth - EDGE, height: innerHeight - card.offsetHeight - EDGE };
  const below = at.bottom + EDGE;
  card.style.left = `${Math.max(EDGE, Math.min(at.left, room.width))}px`;
  card.style.top = `${below <= room.height ? below : Math.max(EDGE, at.top - card.offsetHeight - EDGE)}px`;
  card.focus();
}
