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

for (const form of document.querySelectorAll("form[data-pay]")) {
  const fields = [...form.querySelectorAll("[data-reading]")];
  if (!fields.length) continue;
  const box = form.querySelector("[data-verdict]");
  const titles = Object.fromEntries(fields.map((f) => [f.dataset.reading, f.dataset.volumeTitle]));
  let verdict = { key: "", accepted: false, refused: false };
  let timer;

  const key = () => fields.map((f) => f.value.trim()).join("|");
  const complete = () => fields.every((f) => f.value.trim());

  async function check() {
    const asked = key();
    if (verdict.key === asked) return;
    const values = Object.fromEntries(fields.map((f) => [f.dataset.reading, f.value.trim()]));
    const answer = await fetch(`/api/v1/accounts/${form.dataset.account}/readings/check`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Requested-With": "cabinet" },
      body: JSON.stringify({ values }),
    });
    if (!answer.ok) return box.replaceChildren();
    const result = await answer.json();
    if (asked !== key()) return;
    verdict = { key: asked, accepted: result.check.verdict === "accepted", refused: result.check.verdict === "refused" };
    form.elements.checked.value = verdict.accepted ? "1" : "";
    show(box, titles, result);
  }

  for (const field of fields) {
    field.addEventListener("paste", (event) => {
      // A browser cuts what is too long without a word, and a number that lost its end is another number.
      const text = event.clipboardData.getData("text").trim();
      if (text.length <= field.maxLength) return;
      event.preventDefault();
      box.replaceChildren(paragraph(`Не вставлено «${text.slice(0, 40)}»: нужны только цифры до запятой, не больше ${field.maxLength}.`, "wrong"));
    });
    field.addEventListener("input", () => {
      form.elements.checked.value = "";
      clearTimeout(timer);
      if (complete()) timer = setTimeout(() => check().catch(() => box.replaceChildren()), 350);
      else box.replaceChildren();
    });
  }

  form.addEventListener("submit", (event) => {
    if (!complete() || verdict.key === key()) return;
    event.preventDefault();
    clearTimeout(timer);
    delete form.dataset.sent;
    check().catch(() => {}).finally(() => {
      if (verdict.key !== key()) verdict = { key: key(), accepted: false, refused: false };
      form.requestSubmit(event.submitter);
    });
  }, true);
}
