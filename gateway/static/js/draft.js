// Keeps what is being written on the server, so that it outlives the session; a button does the same without script.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[data-draft-status]");
  let timer = 0;
  let saving = new AbortController();
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const body = new URLSearchParams();
    for (const name of ["csrf_token", "kind", "text"]) body.set(name, form.elements[name]?.value ?? "");
    fetch(form.dataset.draft, { method: "POST", body, headers: { "X-Draft": "1" }, keepalive: true, redirect: "manual", signal: saving.signal })
      .then((answer) => {
        status.textContent = answer.status === 204 ? "Черновик сохранён" : "Черновик не сохранён: войдите ещё раз";
        if (answer.status === 204) dispatchEvent(new Event("answered"));
      })
      .catch((failure) => { if (failure.name !== "AbortError") status.textContent = "Черновик не сохранён: нет связи"; });
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  // What is sent or cleared is no draft any more: neither a waiting save nor one on its way may bring it back.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
    saving.abort();
    saving = new AbortController();
  });
  addEventListener("pagehide", () => timer && save());
}
