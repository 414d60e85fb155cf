// What changes by itself is renewed in place: the page is fetched and its live regions are exchanged, the page itself
// stays. Nothing is touched while somebody types, has the keyboard inside, or looks elsewhere.
const TURNS = 75;
const changed = (field) =>
  field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : field.options ? [...field.options].some((o) => o.selected !== o.defaultSelected && field.querySelector("[selected]"))
      : field.type !== "hidden" && field.value !== field.defaultValue;
const untouched = () => ![...document.querySelectorAll("main input, main textarea, main select")].some(changed);

async function renewed() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "follow" });
  if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
    // The payment by a code has ended, or the session: a page without anything typed goes where it is led.
    if (!document.querySelector("form[data-pay]")) location.assign(answer.url);
    return false;
  }
  if (!answer.ok) return true;
  dispatchEvent(new Event("answered"));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!untouched()) return true;
  for (const region of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(region.id);
    if (!other || region.contains(document.activeElement)) continue;
    // By its text: the tokens of forms differ each time, and an exchange is read aloud again.
    if (region.textContent !== other.textContent) region.replaceChildren(...other.childNodes);
    if (other.dataset.refresh) region.dataset.refresh = other.dataset.refresh;
    else delete region.dataset.refresh;
  }
  for (const sum of document.querySelectorAll("[data-amount]")) {
    const other = fresh.getElementById(sum.id);
    if (!other || sum === document.activeElement || sum.defaultValue === other.defaultValue) continue;
    sum.defaultValue = other.defaultValue;
    sum.value = other.defaultValue;
    sum.dispatchEvent(new Event("input"));
  }
  return true;
}

function renewLater(left) {
  const waiting = document.querySelector("[data-refresh]");
  if (!waiting || !left) return;
  setTimeout(async () => {
    const goes = document.hidden || !untouched() || (await renewed().catch(() => true));
    if (goes) renewLater(left - 1);
  }, Number(waiting.dataset.refresh) * 1000);
}
renewLater(TURNS);
