// How much waits in the sections of the desk, beside their names; the places are kept, so that nothing moves.
const counters = document.querySelectorAll("[data-count]");
async function count() {
  const answer = await fetch(document.querySelector("[data-desk]").dataset.desk, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const waits = await answer.json();
  for (const counter of counters) {
    const number = waits[counter.dataset.count];
    counter.textContent = number ? (number > 99 ? "99+" : number) : "";
    counter.toggleAttribute("data-some", Boolean(number));
  }
  for (const figure of document.querySelectorAll("[data-figure]")) figure.textContent = waits[figure.dataset.figure] ?? "—";
}
if (counters.length) count().catch(() => {});
