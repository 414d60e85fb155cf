// The total of the sums that stand in a form: of the ticked accounts where there are ticks.
const NBSP = "\u00a0";
const kopecks = (text) => {
  const found = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s₽]/g, ""));
  return found ? Number(found[1]) * 100 + Number((found[2] || "0").padEnd(2, "0")) : 0;
};
const written = (sum) => {
  const rubles = String(Math.floor(sum / 100)).replace(/\B(?=(\d{3})+$)/g, NBSP);
  return `${rubles},${String(sum % 100).padStart(2, "0")}${NBSP}₽`;
};
for (const form of document.querySelectorAll("form[data-sums]")) {
  const total = form.querySelector("[data-total]");
  const count = () => {
    const sums = [...form.querySelectorAll("[data-sum]")].map((field) => {
      const tick = field.closest("li")?.querySelector("[type=checkbox]");
      return !tick || tick.checked ? kopecks(field.value) : 0;
    });
    total.textContent = written(sums.reduce((one, other) => one + other, 0));
  };
  form.addEventListener("input", (event) => {
    const tick = event.target.matches("[data-sum]") && event.target.closest("li")?.querySelector("[type=checkbox]");
    if (tick) tick.checked = kopecks(event.target.value) > 0;
    count();
  });
  count();
}
