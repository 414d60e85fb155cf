// Checks and prices the readings while they are typed; a form is sent only after its own check has answered.
function paragraph(text, kind) {
  const p = document.createElement("p");
  p.textContent = text;
  if (kind) p.className = kind;
  return p;
}

function show(box, titles, { check, words }) {
  const lines = check.findings.map((f) => paragraph(f.message, { error: "wrong", confirm: "doubt" }[f.severity]));
  if (check.zones.length) {
    const parts = check.zones.map((z) => `${titles[z.zone]} ${z.volume.toLocaleString("ru-RU")} кВт·ч`);
    lines.push(paragraph(parts.join(", ")), ...words.map((text) => paragraph(text)));
  }
  box.replaceChildren(...lines);
}

// One meter of a form: its fields, its box and what the check has said of the digits that stand there now.
function watch(form, group, changed) {
  const fields = [...group.querySelectorAll("[data-reading]")];
  const box = group.querySelector("[data-verdict]");
  const titles = Object.fromEntries(fields.map((f) => [f.dataset.reading, f.dataset.volumeTitle]));
  let verdict = { key: "", accepted: false };
  let timer;

  const key = () => fields.map((f) => f.value.trim()).join("|");
  const complete = () => fields.every((f) => f.value.trim());
  const empty = () => fields.every((f) => !f.value.trim());

  async function check() {
    clearTimeout(timer);
    const asked = key();
    if (verdict.key === asked) return;
    const values = Object.fromEntries(fields.map((f) => [f.dataset.reading, f.value.trim()]));
    const answer = await fetch(`/api/v1/accounts/${group.dataset.account}/readings/check`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Requested-With": "cabinet" },
      body: JSON.stringify({ values, serial: group.dataset.meter || null }),
    });
    if (answer.status === 401) return box.replaceChildren(paragraph("Сеанс завершён. Нажмите кнопку ниже и войдите ещё раз: введённое вернётся.", "doubt"));
    if (!answer.ok) return box.replaceChildren();
    dispatchEvent(new Event("answered"));
    const result = await answer.json();
    if (asked !== key()) return;
    verdict = { key: asked, accepted: result.check.verdict === "accepted" };
    changed();
    show(box, titles, result);
  }

  for (const field of fields) {
    // The place of the answer is kept from now on: the button below does not move when it comes.
    field.addEventListener("focus", () => box.classList.add("verdict--expected"));
    field.addEventListener("paste", (event) => {
      // A browser cuts what is too long without a word, and a number that lost its end is another number.
      const text = event.clipboardData.getData("text").trim();
      if (text.length <= field.maxLength) return;
      event.preventDefault();
      box.replaceChildren(paragraph(`Не вставлено «${text.slice(0, 40)}»: нужны только цифры${field.inputMode === "decimal" ? "" : " до запятой"}, не больше ${field.maxLength}.`, "wrong"));
    });
    field.addEventListener("input", () => {
      changed();
      clearTimeout(timer);
      if (complete()) timer = setTimeout(() => check().catch(() => box.replaceChildren()), 350);
      else box.replaceChildren();
    });
  }

  return {
    accepted: () => empty() || (verdict.key === key() && verdict.accepted),
    open: () => complete() && verdict.key !== key(),
    check: () => check().catch(() => {}).finally(() => {
      // An answer that did not come is none to wait for: the server asks then.
      if (verdict.key !== key()) verdict = { key: key(), accepted: false };
    }),
  };
}

for (const form of document.querySelectorAll("form[data-pay]")) {
  const groups = [...form.querySelectorAll("[data-meter]")];
  if (!groups.length) continue;
  const meters = groups.map((group) => watch(form, group, () => {
    form.elements.checked.value = meters.every((meter) => meter.accepted()) ? "1" : "";
  }));

  form.addEventListener("submit", (event) => {
    const open = meters.filter((meter) => meter.open());
    if (!open.length) return;
    event.preventDefault();
    delete form.dataset.sent;
    Promise.all(open.map((meter) => meter.check())).finally(() => form.requestSubmit(event.submitter));
  }, true);
}
