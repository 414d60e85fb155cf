// While a payment is in flight the page renews itself, unless somebody is typing.
const waiting = document.querySelector("[data-refresh]");
if (waiting) {
  let left = 15;
  const seconds = Number(waiting.dataset.refresh);
  const renew = () => {
    const busy = document.activeElement?.matches("input, textarea, select") || document.hidden;
    if (!busy) location.reload();
    else if (left-- > 0) setTimeout(renew, seconds * 1000);
  };
  setTimeout(renew, seconds * 1000);
}
