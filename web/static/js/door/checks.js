// What has to be right before the doors open, each said plainly: kept in the sheet, counted on the button that opens it.
const at = (id) => document.getElementById(id);

// `check("clock", "ok" | "warn" | "no", {minutes: 7})`; the words stand in the page.
export function check(name, state, values = {}) {
  const line = at(`check-${name}`);
  line.hidden = false;
  line.dataset.state = state;
  line.lastElementChild.textContent = (line.dataset[state] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  for (const icon of line.querySelectorAll("[data-for]")) icon.toggleAttribute("hidden", icon.dataset.for !== state);
  at("alert").hidden = !document.querySelector("#checks [data-state=warn], #checks [data-state=no]");
}

export async function checkStorage() {
  const isKept = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.());
  check("storage", isKept ? "ok" : "warn");
}

export async function checkWorker(address, scope) {
  try {
    await navigator.serviceWorker.register(address, { scope });
    await navigator.serviceWorker.ready;
    check("worker", "ok");
  } catch {
    check("worker", "warn");
  }
}

let battery;
export async function health() {
  battery ??= (await navigator.getBattery?.().catch(() => null)) ?? null;
  return { battery: battery ? Math.round(battery.level * 100) : null };
}

// A gate's screen must not go dark between two people.
export function stayAwake() {
  const wake = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", wake);
  wake();
}
