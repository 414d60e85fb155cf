// The keyboard of the desk: «/» goes to the search, «?» shows all keys, arrows go through what is found, and a link or
// button with `data-key` has a key of its own. Keys are taken by their place, so that they work in Russian and Latin.
const OFF = "desk-keys-off";
const desk = document.querySelector("[data-desk]");
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const plain = (event) => !event.ctrlKey && !event.altKey && !event.metaKey && !event.defaultPrevented;
const switchedOff = () => localStorage.getItem(OFF) === "1";

function move(step) {
  const found = [...document.querySelectorAll("[data-result]")].filter((one) => one.offsetParent);
  const here = found.indexOf(document.activeElement);
  const next = found[here < 0 ? (step > 0 ? 0 : found.length - 1) : here + step];
  if (next) next.focus();
  else if (here === 0) desk.querySelector("[type=search]").focus();
  return found.length > 0;
}

function helped() {
  const dialog = document.querySelector("[data-keys-help]");
  const own = dialog.querySelector("[data-own-keys]");
  const here = [...document.querySelectorAll("main [data-key]")];
  own.replaceChildren(...here.map((one) => {
    const line = document.createElement("div");
    const [key, does] = [document.createElement("dt"), document.createElement("dd")];
    key.append(Object.assign(document.createElement("kbd"), { textContent: one.dataset.keyName }));
    does.textContent = one.dataset.keyTitle || one.textContent.trim();
    line.append(key, does);
    return line;
  }));
  dialog.querySelector("[data-own]").hidden = !here.length;
  dialog.querySelector("[data-keys-on]").checked = !switchedOff();
  dialog.showModal();
}

function pressed(event) {
  const field = typing(event.target);
  const search = desk.querySelector("[type=search]");
  if (field) {
    if (event.key === "Escape" && field !== search) field.blur();
    if (field === search && event.key === "ArrowDown" && move(1)) event.preventDefault();
    if (field === search && event.key === "Escape") search.blur();
    return;
  }
  if (!plain(event) || document.querySelector("dialog[open]")) return;
  if (event.shiftKey && (event.code === "Slash" || event.key === "?")) return act(event, helped);
  if (switchedOff()) return;
  if (event.code === "Slash" || event.key === "/") return act(event, () => { search.focus(); search.select(); });
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (document.activeElement.matches("[data-result]") && move(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    return;
  }
  const own = !event.shiftKey && document.querySelector(`main [data-key="${event.code}"]`);
  if (own) act(event, () => (own.matches("a, button, summary") ? own.click() : own.focus()));
}

function act(event, what) {
  event.preventDefault();
  what();
}

if (desk) {
  document.addEventListener("keydown", pressed);
  document.querySelector("[data-show-keys]")?.addEventListener("click", helped);
  document.querySelector("[data-keys-on]")?.addEventListener("change", (event) => {
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
