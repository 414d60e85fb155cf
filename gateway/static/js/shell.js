// The page without a network: what was known, and a form for readings that wait until they can be sent.
const shell = document.querySelector("[data-shell]");
const cloned = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

function filled(node, words) {
  for (const [name, text] of Object.entries(words)) node.querySelector(`[data-${name}]`).textContent = text;
  return node;
}

function meterForm(account, meter) {
  const form = filled(cloned("shell-meter"), { serial: meter.serial });
  const wrong = form.querySelector("[data-wrong]");
  for (const { zone, label, length } of meter.fields) {
    const field = document.createElement("div");
    field.className = "field field--digits";
    const input = document.createElement("input");
    Object.assign(input, { className: "input", id: `${meter.serial}-${zone}`, name: zone, inputMode: "numeric", maxLength: length, autocomplete: "off" });
    const title = document.createElement("label");
    title.htmlFor = input.id;
    title.textContent = label;
    field.append(title, input);
    form.querySelector("[data-fields]").append(field);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    const digits = Object.values(values).every((value) => /^\d+$/.test(value));
    const item = { number: account.number, serial: meter.serial, values, key: crypto.randomUUID(), typed: new Date().toLocaleString("ru") };
    const others = device.held.filter((one) => one.number !== item.number || one.serial !== item.serial);
    const saved = digits && device.write(HELD, [...others, item]);
    wrong.textContent = digits ? "Браузер не разрешил сохранить: запишите показания и передайте их позже." : "Введите цифры со счётчика в каждое поле.";
    wrong.hidden = saved;
    if (saved) form.reset();
    showHeld();
  });
  return form;
}

function showHeld() {
  const part = shell.querySelector("[data-shell-held]");
  part.querySelector("ul").replaceChildren(...device.held.map((one) => {
    const item = filled(cloned("shell-held-item"), { words: `${inWords(one)}.` });
    item.querySelector("button").addEventListener("click", () => { forget(one); showHeld(); });
    return item;
  }));
  part.hidden = !device.held.length;
}

if (shell) {
  const kept = device.read(KNOWN);
  shell.querySelector("[data-shell-nothing]").hidden = Boolean(kept);
  for (const account of kept?.accounts ?? []) {
    const card = filled(cloned("shell-account"), {
      title: account.title,
      sum: account.sum,
      "as-of": `Так было ${kept.asOf}. Платежи после этого здесь не видны.`,
    });
    card.querySelector("[data-meters]").append(...account.meters.map((meter) => meterForm(account, meter)));
    shell.querySelector("[data-shell-accounts]").append(card);
  }
  showHeld();
}
