// «Главная» renews what the device may keep and sends readings that were typed without a network, each once by its key.
const told = document.querySelector("[data-held-told]");

function inWords(one) {
  const values = Object.values(one.values).join(" / ");
  return `Показания ${values}, введённые без сети ${one.typed} (лицевой счёт ${one.number}, счётчик № ${one.serial})`;
}

function tell(words, kind, dismiss) {
  const notice = document.createElement("div");
  notice.className = `notice notice--${kind}`;
  const text = notice.appendChild(document.createElement("p"));
  text.textContent = words;
  if (dismiss) {
    const button = notice.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = "Понятно";
    button.addEventListener("click", () => { dismiss(); notice.remove(); });
  }
  told.append(notice);
}

function forget(one) {
  device.write(HELD, device.held.filter((other) => other.key !== one.key));
}

async function send(one) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": one.key, "X-Requested-With": "cabinet" };
  const body = JSON.stringify({ values: one.values, serial: one.serial });
  const answer = await fetch(`/api/v1/accounts/${one.number}/readings`, { method: "POST", headers, body }).catch(() => null);
  if (answer?.ok) {
    forget(one);
    return tell(`${inWords(one)}, переданы.`, "success");
  }
  // Silence, a session that is over and a busy server change nothing: the next visit sends it again by the same key.
  if (!answer || answer.status >= 500 || [401, 403, 429].includes(answer.status)) return;
  const why = (await answer.json().catch(() => null))?.detail ?? "";
  tell(`${inWords(one)}, не приняты. ${why} Проверьте цифры и передайте показания ниже.`, "warning", () => forget(one));
}

if (told) {
  const now = JSON.parse(told.dataset.known);
  if (device.wanted) device.write(KNOWN, now);
  const mine = new Set(now.accounts.map((account) => account.number));
  const sendAll = () => navigator.locks.request(HELD, async () => {
    for (const one of device.held) if (mine.has(one.number)) await send(one);
  });
  if (device.held.length && navigator.locks) {
    sendAll();
    addEventListener("online", sendAll);
  }
}
