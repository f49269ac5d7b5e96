// What stands around the plan: the panel of the picked booth (a sheet from below on phones), the list that stays true,
// the way back of the focus. The plan itself is plan.js; without script links and forms do all of this.
const panel = document.getElementById("booth-panel");
const side = panel?.closest("[data-sheet]");
const page = panel?.closest("[data-plan-page]");
const svg = page?.querySelector("svg[data-plan]");
const narrow = matchMedia("(max-width: 63.99rem)");
let wantsFocus = false;

const shown = () => panel.querySelector("[data-booth]");
const fetchPanel = (code) =>
  window.htmx?.ajax("GET", svg.dataset.panel.replace("CODE", encodeURIComponent(code)), { target: "#booth-panel", swap: "innerHTML" });

// plan, list and address follow the panel, wherever the booth was picked
function follow(code) {
  for (const booth of svg.querySelectorAll("[data-code]")) {
    const is = booth.dataset.code === code;
    if (is) booth.setAttribute("aria-current", "true");
    else booth.removeAttribute("aria-current");
    booth.tabIndex = is ? 0 : -1;
  }
  const booths = [...svg.querySelectorAll("[data-code]")];
  if (booths.length && !booths.some((booth) => booth.tabIndex === 0)) booths[0].tabIndex = 0;
  for (const row of page.querySelectorAll("[data-booth-row]")) {
    if (row.dataset.boothRow === code) row.setAttribute("aria-selected", "true");
    else row.removeAttribute("aria-selected");
  }
  const address = new URL(location.href);
  address.searchParams.set("booth", code);
  history.replaceState(history.state, "", address);
}

function raise() {
  if (!narrow.matches) return;
  side.classList.add("up");
  // what is left of the screen above the sheet shows the plan
  const figure = svg.closest("figure");
  if (figure.offsetParent) figure.scrollIntoView({ block: "start" });
}

function lower() {
  side.classList.remove("up");
}

new MutationObserver(() => {
  const booth = shown();
  if (!booth) return;
  follow(booth.dataset.booth);
  side.classList.add("picked");
  side.scrollTop = 0;
  raise();
  if (wantsFocus) panel.querySelector("[data-panel-head]")?.focus();
  wantsFocus = false;
}).observe(panel, { childList: true });

// Enter on a booth leads into its panel, Escape back to the booth; a form in the panel keeps the focus there
svg.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") wantsFocus = true;
});
svg.addEventListener("pointerdown", () => (wantsFocus = false));
page.addEventListener("submit", (event) => {
  if (event.target.matches("[data-plan-filter]")) event.preventDefault();
  else if (event.target.closest("[hx-post]")) wantsFocus = true;
});
side.addEventListener("keydown", (event) => {
  if (event.key === "Escape") back();
});
side.addEventListener("click", (event) => {
  if (event.target.closest("[data-sheet-close]")) back();
});

function back() {
  lower();
  const code = shown()?.dataset.booth;
  const row = page.querySelector(`[data-open-booth="${CSS.escape(code ?? "")}"]`);
  const booth = svg.querySelector(`[data-code="${CSS.escape(code ?? "")}"]`);
  (row?.offsetParent ? row : booth)?.focus({ preventScroll: true });
}

// the list opens the panel beside itself
page.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open-booth]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  wantsFocus = event.detail === 0; // a key, not a mouse
  fetchPanel(link.dataset.openBooth);
});

// what changed on the plan changes in the list, and in the panel when it shows that booth
const pills = document.getElementById("pills")?.content;
svg.addEventListener("plan:change", ({ detail: { code, look } }) => {
  const row = page.querySelector(`[data-booth-row="${CSS.escape(code)}"]`);
  if (row) {
    row.dataset.rowLook = look;
    const pill = pills?.querySelector(`[data-pill-of="${look}"] > *`);
    if (pill) row.querySelector("[data-pill]").replaceChildren(pill.cloneNode(true));
    const button = row.querySelector("[data-hold]");
    if (button) button.hidden = look !== "free";
  }
  const now = shown();
  if (now && now.dataset.booth === code && now.dataset.shownLook !== look && !("keep" in now.dataset)) {
    wantsFocus = panel.contains(document.activeElement);
    fetchPanel(code);
  }
});

// the clock ran out: the server says what that means
panel.addEventListener("clock:end", () => {
  const code = shown()?.dataset.booth;
  if (code) setTimeout(() => fetchPanel(code), 1200);
});

// a filter that came in the address is a pressed chip
for (const chip of page.querySelectorAll('[data-plan-legend] [aria-pressed="true"]')) {
  chip.setAttribute("aria-pressed", "false");
  chip.click();
}
const find = page.querySelector("[data-plan-find]");
if (find?.value) find.dispatchEvent(new Event("input"));
if (shown()) raise();
