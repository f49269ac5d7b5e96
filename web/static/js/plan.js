// The floor plan. Arrow keys walk to the nearest booth that way, Enter picks; wheel, drag, pinch and buttons move the
// viewBox; legend and search filter plan and list alike; states are asked every 2 s and what changed flashes once.
import { View } from "./plan-view.js";
import { Live } from "./plan-live.js";

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

class Plan {
  constructor(svg) {
    this.svg = svg;
    this.box = svg.closest("[data-plan-page]") ?? svg.closest("figure") ?? document;
    this.say = this.box.querySelector("[data-plan-say]");
    this.words = this.box.querySelector("[data-plan-words]")?.dataset ?? {};
    this.view = new View(svg);
    this.booths = [...svg.querySelectorAll("[data-code]")].map((element) => ({ element, code: element.dataset.code, ...middle(element) }));
    this.byCode = new Map(this.booths.map((booth) => [booth.code, booth]));
    this.looks = new Set();
    this.text = "";
    this.listen();
    const picked = this.booths.find((booth) => booth.element.hasAttribute("aria-current"));
    if (this.view.isNarrow) {
      if (picked) this.view.centre(picked, 430);
      else this.view.fill();
    }
    if (svg.dataset.live) new Live(this, svg.dataset.live);
  }

  listen() {
    this.svg.addEventListener("keydown", (event) => this.key(event));
    this.svg.addEventListener("click", (event) => {
      const group = event.target.closest("[data-code]");
      // each booth is a link, for pages without script and for a new tab; here a click only picks
      if (!group || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (!this.view.wasDragged) this.pick(this.byCode.get(group.dataset.code));
    });
    this.svg.addEventListener("focusin", (event) => {
      const booth = this.byCode.get(event.target.dataset?.code);
      if (booth && event.target.matches(":focus-visible")) this.view.reveal(booth);
    });
    for (const button of this.box.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => this.zoom(button.dataset.zoom));
    for (const chip of this.box.querySelectorAll("[data-look]")) chip.addEventListener("click", () => this.toggle(chip));
    const find = this.box.querySelector("[data-plan-find]");
    find?.addEventListener("input", () => this.search(find.value));
    find?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.goToFirst();
      }
    });
    for (const link of this.box.querySelectorAll("[data-show]"))
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.show(link.dataset.show);
      });
    // links of the list and of panels lead to the booth on the plan
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-to-booth]");
      const booth = link && this.byCode.get(link.dataset.toBooth);
      if (!booth) return;
      event.preventDefault();
      this.show("plan");
      this.pick(booth);
      this.view.reveal(booth);
    });
  }

  key(event) {
    const at = this.byCode.get(event.target.dataset?.code);
    const step = DIRECTIONS[event.key];
    if (event.key === "+" || event.key === "=") return void this.zoom("in");
    if (event.key === "-") return void this.zoom("out");
    if (event.key === "0") return void this.zoom("all");
    if (!at) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.pick(at);
    }
    if (!step) return;
    event.preventDefault();
    const next = nearest(at, this.booths, step);
    if (next) this.focus(next);
  }

  focus(booth) {
    for (const other of this.booths) other.element.tabIndex = other === booth ? 0 : -1;
    booth.element.focus({ preventScroll: true });
    this.view.reveal(booth);
  }

  pick(booth) {
    for (const other of this.booths) {
      other.element.tabIndex = other === booth ? 0 : -1;
      if (other === booth) other.element.setAttribute("aria-current", "true");
      else other.element.removeAttribute("aria-current");
    }
    for (const row of this.rows()) {
      if (row.dataset.boothRow === booth.code) row.setAttribute("aria-selected", "true");
      else row.removeAttribute("aria-selected");
    }
    this.tell(booth.element.getAttribute("aria-label"));
    if (this.view.isNarrow) this.view.centre(booth, this.view.now.width);
    const address = new URL(location.href);
    address.searchParams.set("booth", booth.code);
    history.replaceState(history.state, "", address);
    this.svg.dispatchEvent(new CustomEvent("plan:pick", { bubbles: true, detail: { code: booth.code } }));
    if (this.svg.dataset.panel && window.htmx)
      window.htmx.ajax("GET", this.svg.dataset.panel.replace("CODE", encodeURIComponent(booth.code)), {
        target: this.svg.dataset.target,
        swap: "innerHTML",
      });
  }

  tell(text) {
    if (this.say) this.say.textContent = text;
  }

  zoom(how) {
    if (how === "all") this.view.whole();
    else this.view.zoom(how === "in" ? 1.4 : 1 / 1.4);
  }

  // --- filter ---------------------------------------------------------------------------------------------------------
  toggle(chip) {
    const isOn = chip.getAttribute("aria-pressed") !== "true";
    chip.setAttribute("aria-pressed", String(isOn));
    if (isOn) this.looks.add(chip.dataset.look);
    else this.looks.delete(chip.dataset.look);
    this.filter();
  }

  search(text) {
    this.text = fold(text);
    this.filter();
  }

  filter() {
    const wanted = (look, words) => (!this.looks.size || this.looks.has(look)) && (!this.text || fold(words).includes(this.text));
    let found = 0;
    for (const booth of this.booths) {
      const is = wanted(lookOf(booth.element), booth.element.getAttribute("aria-label"));
      booth.element.classList.toggle("dim", !is);
      if (is) found += 1;
    }
    for (const row of this.rows()) row.hidden = !wanted(row.dataset.rowLook, row.textContent);
    if (this.text && !found) this.tell(this.words.none);
    for (const counter of this.box.querySelectorAll("[data-plan-found]")) counter.textContent = found;
  }

  goToFirst() {
    const first = this.booths.find((booth) => !booth.element.classList.contains("dim"));
    if (!first || !this.text) return;
    this.pick(first);
    this.view.centre(first, 600);
    this.focus(first);
  }

  rows() {
    return this.box.querySelectorAll("[data-booth-row]");
  }

  // --- plan or list ---------------------------------------------------------------------------------------------------
  show(which) {
    for (const part of this.box.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== which;
    for (const link of this.box.querySelectorAll("[data-show]")) {
      if (link.dataset.show === which) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // --- a changed booth ------------------------------------------------------------------------------------------------
  change(code, look) {
    const booth = this.byCode.get(code);
    if (!booth) return false;
    const before = lookOf(booth.element);
    if (before === look) return false;
    const element = booth.element;
    element.classList.replace(before, look);
    element.setAttribute("aria-label", element.getAttribute("aria-label").replace(this.words[before] ?? "\u0000", this.words[look] ?? ""));
    redraw(element, look);
    element.classList.remove("flash");
    void element.getBoundingClientRect();
    element.classList.add("flash");
    this.count(before, -1);
    this.count(look, 1);
    this.svg.dispatchEvent(new CustomEvent("plan:change", { bubbles: true, detail: { code, before, look } }));
    return true;
  }

  count(look, by) {
    for (const counter of this.box.querySelectorAll(`[data-count="${look}"]`))
      counter.textContent = Math.max(0, Number.parseInt(counter.textContent, 10) + by);
  }
}

const LOOKS = ["free", "held", "resv", "sold", "mine", "blok"];
const lookOf = (element) => LOOKS.find((look) => element.classList.contains(look));

const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/gi, "d")
    .toLowerCase()
    .trim();

function middle(element) {
  const rect = element.querySelector("rect");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
  return { x: x + width / 2, y: y + height / 2, width, height };
}

function nearest(at, booths, [right, down]) {
  let best;
  let least = Infinity;
  for (const booth of booths) {
    const dx = booth.x - at.x;
    const dy = booth.y - at.y;
    const along = dx * right + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * right);
    const cost = along + 3 * aside;
    if (along > 5 && cost < least) [best, least] = [booth, cost];
  }
  return best;
}

// the second sign beside the colour: hatch for not for rent, a turned corner for awaiting approval
function redraw(element, look) {
  element.querySelector("path")?.remove();
  if (look !== "blok" && look !== "resv") return;
  const { x, y, width: w, height: h } = middle(element);
  const [left, top, right, bottom] = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute(
    "d",
    look === "resv"
      ? `M${right - 14} ${top}h14v14z`
      : `M${left} ${bottom}L${right} ${top}M${left} ${y}L${x} ${top}M${x} ${bottom}L${right} ${y}`,
  );
  element.querySelector("rect").after(path);
}

for (const svg of document.querySelectorAll("svg[data-plan]")) new Plan(svg);
