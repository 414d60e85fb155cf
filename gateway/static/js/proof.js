// Asks for the proof of a member of staff before a form with files is sent: what was chosen stays chosen, whatever happens.
const LOST = "Нет связи с порталом. Проверьте подключение и отправьте ещё раз: файл остаётся выбранным.";
const SIGNED_OUT = "Сеанс завершён. Войдите в новой вкладке и отправьте ещё раз отсюда: файл остаётся выбранным.";

// Signing in again, in another tab as well, makes the token of this page stale.
async function freshToken(form) {
  const page = await fetch(location.href).then((answer) => answer.text());
  const found = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-proof] [name=csrf_token]");
  if (found) form.elements.csrf_token.value = found.value;
  return found;
}

// Empty when the form may be sent, else what to say.
async function objection(form, typed) {
  const ask = () =>
    fetch(form.dataset.proof, { method: "POST", body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value, step_up: typed }) });
  let answer = await ask();
  if (answer.status === 400 && (await freshToken(form))) answer = await ask();
  if (answer.status === 204) return "";
  if (answer.redirected || answer.status === 401) return SIGNED_OUT;
  const said = await answer.json().catch(() => ({}));
  return said.message || `Портал не ответил (${answer.status}). Отправьте ещё раз: файл остаётся выбранным.`;
}

for (const form of document.querySelectorAll("form[data-proof]")) {
  const part = form.querySelector("[data-proof-part]");
  const field = part.querySelector("input");
  const error = part.querySelector("[data-proof-error]");
  let asking = false;
  let proved = false;
  const say = (message) => {
    part.hidden = false;
    error.textContent = message;
    error.hidden = false;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  form.addEventListener("submit", async (event) => {
    if (proved) return;
    event.preventDefault();
    if (asking || form.dataset.sent) return;
    asking = true;
    const wrong = await objection(form, field.value).catch(() => LOST);
    asking = false;
    if (wrong) return say(wrong);
    error.hidden = true;
    field.removeAttribute("aria-invalid");
    field.value = ""; // a code works once, and has worked
    proved = true;
    form.requestSubmit(event.submitter);
    proved = false; // a page that stays, because a file came, asks again
  });
  addEventListener("pageshow", () => { field.value = ""; });
}
