// Asks for the proof of a member of staff before a form with files is sent: what was chosen stays chosen.
for (const form of document.querySelectorAll("form[data-proof]")) {
  const part = form.querySelector("[data-proof-part]");
  const field = part.querySelector("input");
  const error = part.querySelector("[data-proof-error]");
  let proved = false;
  const say = (message) => {
    part.hidden = false;
    error.textContent = message;
    error.hidden = !message;
    field.toggleAttribute("aria-invalid", Boolean(message));
    field.focus();
  };
  form.addEventListener("submit", async (event) => {
    if (proved) return;
    event.preventDefault();
    const words = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, step_up: field.value });
    const answer = await fetch(form.dataset.proof, { method: "POST", body: words }).catch(() => null);
    // Whatever this cannot settle, a lost connection or an ended session, the form's own address does.
    proved = !answer || ![204, 403, 422, 429].includes(answer.status) || answer.status === 204;
    if (!proved) return say((await answer.json()).message);
    field.disabled = answer?.status === 204; // a code works once, and has worked
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { proved = false; field.disabled = false; field.value = ""; });
}
