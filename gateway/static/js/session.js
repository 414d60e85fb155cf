// Two minutes before a session ends a question stands at the head of the page. Whatever the server answers keeps the
// session open, in this tab or in another, so the scripts that ask it say `answered`.
const idle = Number(document.body.dataset.sessionSeconds || 0) * 1000;
const WARNED = 120000;
const KEY = "cabinet-seen";
const SOON = "Сеанс скоро закончится: Вы давно ничего не делали.";
const ENDED = "Сеанс завершён. Введённое не пропадёт: отправьте форму, войдите, и она вернётся заполненной.";
const UNANSWERED = "Продлить сеанс не удалось: проверьте связь и нажмите ещё раз.";
const box = document.querySelector("[data-session]");

function remember() {
  try { localStorage.setItem(KEY, String(Date.now())); } catch { /* a browser without storage counts by this page alone */ }
}

function lastSeen(mine) {
  try { return Math.max(mine, Number(localStorage.getItem(KEY)) || 0); } catch { return mine; }
}

if (idle && box) {
  const words = box.querySelector("[data-session-words]");
  const stay = box.querySelector("button");
  let mine = 0;
  let timer = 0;
  const say = (text) => {
    if (words.textContent !== text) words.textContent = text;  // an alert is read aloud at each change
    box.hidden = !text;
    stay.hidden = text === ENDED;
  };
  const watch = () => {
    clearTimeout(timer);
    const left = idle - (Date.now() - lastSeen(mine));
    say(left <= 0 ? ENDED : left <= WARNED ? SOON : "");
    if (left > 0) timer = setTimeout(watch, Math.max(1000, left > WARNED ? left - WARNED : left));
  };
  const answered = () => {
    mine = Date.now();
    remember();
    watch();
  };
  addEventListener("answered", answered);
  addEventListener("storage", (event) => event.key === KEY && watch());
  stay.addEventListener("click", async () => {
    const answer = await fetch(box.dataset.session, { redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) answered();
    else say(answer?.type === "opaqueredirect" ? ENDED : UNANSWERED);
  });
  answered();
}
