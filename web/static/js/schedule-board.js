// The table x time board in hand: a meeting or a wish is dragged by pointer, or picked up and put down by keyboard or tap.
// What may be is the server's word: it says beforehand which times cannot be, and answers every drop with the board anew.
// Without script every meeting is a link to a page with a form that does the same.
const DRAG_FROM = 6; // px of travel that make a press a drag

const preview = () => document.getElementById("preview");
const board = () => document.getElementById("board");
const spoken = document.getElementById("spoken");
const put = (text, firms) => (text ?? "").replace("FIRMS", firms);

let held = null; // {id, firms, cell, clashes, outside}
let wanted = null; // {slot, table} to come back to after the board was swapped
let heldByPointer = null;

function say(text) {
  if (spoken.textContent === text) spoken.textContent = "";
  requestAnimationFrame(() => {
    spoken.textContent = text;
  });
}

// --- cells --------------------------------------------------------------------------------------------------------------
const slotHead = (cell) => board().tHead.rows[0].cells[cell.cellIndex];
const place = (cell) => ({ slot: slotHead(cell).dataset.slot, table: cell.parentElement.dataset.table });
const itemIn = (cell) => cell.querySelector("[data-item]");
const firmsOf = (link) => {
  const names = [...link.childNodes].filter((node) => node.nodeType === 3 || /^(STRONG|SPAN)$/.test(node.nodeName));
  const plain = names.filter((node) => !node.classList?.contains("vh")).map((node) => node.textContent.trim());
  return plain.filter(Boolean).join(" × ");
};

function cellAt({ slot, table }) {
  const grid = board();
  const head = grid && [...grid.tHead.rows[0].cells].find((cell) => cell.dataset.slot === slot);
  const row = grid && [...grid.tBodies[0].rows].find((one) => one.dataset.table === table);
  return head && row ? row.cells[head.cellIndex] : null;
}

function focusCell(cell) {
  for (const one of board().querySelectorAll("td[tabindex='0']")) one.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (held) over(cell);
}

function whereWords(cell) {
  return `${slotHead(cell).textContent.trim()}, ${board().dataset.tableWord} ${cell.parentElement.cells[0].textContent.trim()}`;
}

function over(cell) {
  for (const one of board().querySelectorAll(".over")) one.classList.remove("over");
  if (!cell) return;
  cell.classList.add("over");
  const { slot } = place(cell);
  const why = held.clashes[slot] ?? (held.outside.includes(slot) ? board().dataset.outside : "");
  const there = itemIn(cell);
  const inside = there ? firmsOf(there) : board().dataset.free;
  say([whereWords(cell), inside, why].filter(Boolean).join(", "));
}

// --- in the hand ----------------------------------------------------------------------------------------------------------
async function pickUp(link) {
  const grid = board();
  if (!grid) return false;
  const firms = firmsOf(link);
  if ("fixed" in link.dataset) {
    say(put(grid.dataset.locked, firms));
    return false;
  }
  held = { id: link.dataset.item, firms, cell: link.closest("#board td"), clashes: {}, outside: [] };
  const mine = held;
  held.cell?.classList.add("in-hand");
  const bar = document.getElementById("holding");
  bar.querySelector("[data-holding]").textContent = put(grid.dataset.holding, firms);
  bar.hidden = false;
  say(put(grid.dataset.held, firms));
  try {
    const answer = await fetch(`${preview().dataset.base}items/${held.id}/times/`, { cache: "no-store" });
    if (!answer.ok || held !== mine) return true;
    Object.assign(held, await answer.json());
    for (const head of grid.tHead.rows[0].cells) {
      const why = held.clashes[head.dataset.slot];
      if (!why) continue;
      for (const row of grid.tBodies[0].rows) {
        row.cells[head.cellIndex].classList.add("cannot");
        row.cells[head.cellIndex].title = why;
      }
    }
  } catch {
    // the server says it at the drop
  }
  return true;
}

function letGo() {
  const grid = board();
  for (const cell of grid?.querySelectorAll(".cannot, .over, .in-hand") ?? []) {
    cell.classList.remove("cannot", "over", "in-hand");
    cell.removeAttribute("title");
  }
  const bar = document.getElementById("holding");
  if (bar) bar.hidden = true;
  held = null;
}

function giveBack() {
  if (!held) return;
  const { firms, cell } = held;
  letGo();
  say(put(board().dataset.back, firms));
  if (cell?.isConnected) focusCell(cell);
}

function drop(cell) {
  const item = held.id;
  if (cell === held.cell) return void giveBack();
  wanted = place(cell);
  letGo();
  const form = document.getElementById("place");
  for (const [name, value] of Object.entries({ item, ...wanted })) form.querySelector(`[name="${name}"]`).value = value;
  form.requestSubmit();
}

// --- keyboard -------------------------------------------------------------------------------------------------------------
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [0, -5], PageDown: [0, 5] };

function beside(cell, [across, down]) {
  const rows = [...board().tBodies[0].rows];
  const row = rows[Math.min(Math.max(rows.indexOf(cell.parentElement) + down, 0), rows.length - 1)];
  return row.cells[Math.min(Math.max(cell.cellIndex + across, 1), row.cells.length - 1)];
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held) {
    event.preventDefault();
    return void giveBack();
  }
  const cell = event.target.closest?.("#board td");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  if (STEPS[event.key]) focusCell(beside(cell, STEPS[event.key]));
  else if (event.key === "Home") focusCell(cell.parentElement.cells[1]);
  else if (event.key === "End") focusCell(cell.parentElement.cells[cell.parentElement.cells.length - 1]);
  else if (event.key === "Enter") {
    const link = itemIn(cell);
    if (held) drop(cell);
    else if (link) pickUp(link);
  } else if (event.key === " ") {
    const link = itemIn(cell);
    if (link) open(link);
  } else return;
  event.preventDefault();
});

// --- pointer --------------------------------------------------------------------------------------------------------------
let press = null; // {link, x, y, ghost}

const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("#board td") ?? null;

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest("#preview [data-item]");
  if (!link || held || event.button !== 0 || event.pointerType === "touch" || !board()) return;
  press = { link, x: event.clientX, y: event.clientY, ghost: null };
});

document.addEventListener("pointermove", (event) => {
  if (!press) return;
  if (!press.ghost) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < DRAG_FROM) return;
    if ("fixed" in press.link.dataset) {
      pickUp(press.link); // says why not
      press = null;
      return;
    }
    pickUp(press.link);
    heldByPointer = held;
    press.ghost = document.createElement("div");
    press.ghost.className = "ghost";
    press.ghost.setAttribute("aria-hidden", "true");
    press.ghost.textContent = firmsOf(press.link);
    document.body.append(press.ghost);
    document.body.classList.add("dragging");
  }
  press.ghost.style.transform = `translate(${event.clientX + 10}px, ${event.clientY + 10}px)`;
  const cell = under(event);
  if (!cell?.classList.contains("over")) over(cell);
  nudge(event);
});

// near an edge of the board it scrolls along
function nudge(event) {
  const box = board()?.closest(".scroll");
  if (!box) return;
  const edge = box.getBoundingClientRect();
  const near = 48;
  if (event.clientX > edge.right - near) box.scrollLeft += 16;
  else if (event.clientX < edge.left + 2 * near) box.scrollLeft -= 16;
  if (event.clientY > edge.bottom - near) box.scrollTop += 16;
  else if (event.clientY < edge.top + near) box.scrollTop -= 16;
}

function endPress(event, cell) {
  if (!press) return;
  const { ghost } = press;
  press = null;
  if (!ghost) return;
  ghost.remove();
  document.body.classList.remove("dragging");
  swallow = true;
  setTimeout(() => {
    swallow = false;
  });
  if (held && held === heldByPointer) {
    if (cell) drop(cell);
    else giveBack();
  }
}
let swallow = false; // the click that ends a drag is no click
document.addEventListener("pointerup", (event) => endPress(event, under(event)));
document.addEventListener("pointercancel", (event) => endPress(event, null));
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("#preview [data-item]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (swallow) {
    event.preventDefault();
    return;
  }
  if (event.target.closest("[data-give-back]")) return void giveBack();
  const picking = event.target.closest("[data-pick-up]");
  if (picking) {
    const link = preview().querySelector(`[data-item="${CSS.escape(picking.dataset.pickUp)}"]`);
    closeItem();
    if (link) {
      pickUp(link).then(() => focusCell(held?.cell ?? board().querySelector("td")));
    }
    return;
  }
  const cell = event.target.closest("#board td");
  if (held && cell) {
    event.preventDefault();
    return void drop(cell);
  }
  const link = event.target.closest("#preview [data-item]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link);
  }
});

// --- the details ----------------------------------------------------------------------------------------------------------
let openedFrom = null;

function open(link) {
  const cell = link.closest("#board td");
  openedFrom = cell ? place(cell) : null;
  htmx.ajax("GET", link.href, { target: "#item-box", swap: "innerHTML" });
}

function closeItem() {
  document.querySelector("#item")?.close();
  document.getElementById("item-box").replaceChildren();
}

// --- waking -----------------------------------------------------------------------------------------------------------------
function wake() {
  const grid = board();
  if (!grid || grid.role === "grid") return;
  grid.setAttribute("role", "grid");
  for (const hint of document.querySelectorAll(".how-keys")) hint.hidden = false;
  for (const cell of grid.querySelectorAll("tbody td")) cell.tabIndex = -1;
  for (const link of grid.querySelectorAll("a")) link.tabIndex = -1;
  const first = grid.querySelector("td:has(a)") ?? grid.querySelector("td");
  if (first) first.tabIndex = 0;
}

let woken = preview();

// Not before htmx has settled: until then parts with an id carry the attributes of those they replace.
document.addEventListener("htmx:after:settle", () => {
  const fresh = preview();
  if (!fresh || fresh === woken) return;
  woken = fresh;
  const from = openedFrom;
  closeItem();
  letGo();
  wake();
  const said = document.getElementById("said");
  const text = said?.querySelector("[data-text]")?.textContent.trim() ?? "";
  const cell = cellAt(said?.dataset.slot ? said.dataset : {}) ?? cellAt(wanted ?? {}) ?? cellAt(from ?? {});
  if (cell) {
    if (said?.dataset.tone === "stop" && said.dataset.slot) {
      cell.classList.add("refused");
      const why = document.createElement("small");
      why.className = "why";
      why.textContent = text;
      cell.append(why);
    }
    focusCell(cell);
  } else document.getElementById("undo")?.focus({ preventScroll: true });
  if (text) say(text);
  wanted = openedFrom = null;
});

wake();
