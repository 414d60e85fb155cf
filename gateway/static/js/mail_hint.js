// «Возможно, вы имели в виду list.ru?» while the address is typed; it never blocks.
const domains = (document.body.dataset.mailDomains || "").split(" ").filter(Boolean);

function distance(a, b) {
  const d = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j++) d[0][j] = j;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.length][b.length];
}

function meant(address) {
  const domain = address.split("@").slice(1).pop()?.trim().toLowerCase();
  if (!domain || domains.includes(domain)) return null;
  const [best] = domains.map((known) => [distance(domain, known), known]).sort((x, y) => x[0] - y[0]);
  return best && best[0] <= (domain.length <= 6 ? 1 : 2) ? best[1] : null;
}

for (const input of document.querySelectorAll("[data-mail-hint]")) {
  const hint = document.createElement("p");
  hint.className = "mail-hint";
  hint.setAttribute("aria-live", "polite");
  input.closest(".field").append(hint);
  input.addEventListener("change", () => {
    const domain = meant(input.value);
    hint.textContent = domain ? `Возможно, вы имели в виду ${domain}?` : "";
    const seen = input.form.querySelector("[name=email_seen]") || Object.assign(document.createElement("input"), { type: "hidden", name: "email_seen" });
    seen.value = input.value;
    input.form.append(seen);
  });
}
