// What a device keeps for times without a network, where its owner wants that: the last known sums and held readings.
const WANTED = "cabinet-offline";  // absent: an installed portal keeps them, a page in a browser does not
const KNOWN = "cabinet-known";
const HELD = "cabinet-held";

const device = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  write(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch { return false; }
  },
  get wanted() {
    return device.read(WANTED) ?? matchMedia("(display-mode: standalone)").matches;
  },
  get held() {
    return device.read(HELD) ?? [];
  },
  async serve() {
    if (!navigator.serviceWorker) return false;
    if (device.wanted) return Boolean(await navigator.serviceWorker.register("/service-worker.js").catch(() => null));
    device.write(KNOWN, null);
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
    return true;
  },
};

// «Выход» leaves no sums behind; readings that were typed and not sent yet are the customer's work and stay.
if (new URLSearchParams(location.search).has("bye")) device.write(KNOWN, null);

const choice = document.querySelector("[data-device]");
if (choice && navigator.serviceWorker) {
  const state = choice.querySelector("[data-device-state]");
  const button = choice.querySelector("[data-device-change]");
  const show = (text) => {
    state.textContent = text ?? (device.wanted ? "Работа без сети включена." : "Работа без сети выключена.");
    button.textContent = device.wanted ? "Выключить" : "Включить";
    button.hidden = false;
    button.removeAttribute("aria-busy");
  };
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    const saved = device.write(WANTED, !device.wanted);
    show(saved && await device.serve() ? null : "Браузер не разрешил: проверьте, не закрыто ли хранение данных.");
  });
  show(null);
}
if (device.wanted) device.serve();
