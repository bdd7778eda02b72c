// A button that copies the address of the page, which holds every setting, and says so.

const SAID = 4000; // milliseconds for which the button says what it has done

export default function ({ parentElement }) {
  if (parentElement.querySelector("button")) return;
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "ov-share";
  button.textContent = "Copy the link";
  said.setAttribute("role", "status");
  said.className = "ov-shared";
  let timer = 0;
  button.onclick = async () => {
    clearTimeout(timer);
    const done = await copied(location.href);
    said.textContent = done ? "Copied. It holds every setting, but no lots and no files." : `Copy it by hand: ${location.href}`;
    timer = setTimeout(() => done && (said.textContent = ""), SAID);
  };
  parentElement.append(button, said);
}

// Browsers give the clipboard to secure pages only.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
