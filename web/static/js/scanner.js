// The scanner: a camera frame, a hand scanner's burst of keys, or typed letters become one scan with a nonce of its own.
import { watch } from "./door/camera.js";
import { LoggedOut, Post } from "./door-post.js";
import { Board } from "./door/board.js";

const at = (id) => document.getElementById(id);
const root = at("scanner");
const code = at("code");
const board = new Board({ words: at("doorwords"), zone: root.dataset.zone });
const post = new Post({ url: root.dataset.post, csrf: root.dataset.csrf, fair: root.dataset.fair });
const SAME_BADGE_MS = 2500;
const RETRY_MS = 2000;
const COUNTS_MS = 15_000;
const LONGEST = 400;
const newNonce = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (b) => b.toString(16).padStart(2, "0")).join("");

// --- who stands before us ------------------------------------------------------------------------------------------------
// A text seen within 2.5 seconds is still the same badge before the camera. A pass shows two codes, the signed one and the
// printed one: when the second is read although the first has just let the person in, the first answer stands.
const lately = new Map(); // text -> when it was last seen
const letIn = { moment: 0, texts: new Set(), isHere: false };
let shown = ""; // the nonce whose verdict stands on the screen

function isHere(text) {
  return performance.now() - (lately.get(text) ?? -Infinity) < SAME_BADGE_MS;
}

function see(texts) {
  for (const text of lately.keys()) if (!isHere(text)) lately.delete(text);
  for (const text of texts) lately.set(text, performance.now());
}

function isOtherCode(scan, result) {
  const same = letIn.isHere && result.verdict === "already_in" && Date.parse(result.first_entry_at) === letIn.moment;
  if (same) letIn.texts.add(scan.text);
  return same;
}

// --- one scan ------------------------------------------------------------------------------------------------------------
function network() {
  const reachable = navigator.onLine && !post.kept.length;
  at("online").hidden = !reachable;
  at("offline").hidden = reachable;
  at("unsent").textContent = post.kept.length;
}

function settle(scan, result) {
  network();
  if (!result) {
    board.show(board.notice("failed", { look: "no" }));
    return;
  }
  if (isOtherCode(scan, result)) return;
  if (result.verdict === "ok") Object.assign(letIn, { moment: Date.parse(result.scanned_at), texts: new Set([scan.text]) });
  const entry = board.entry(result);
  board.remember(result, entry, scan.text);
  if (scan.nonce === shown) board.show(entry, result);
}

async function scanned(texts) {
  const same = texts.some(isHere);
  letIn.isHere = [...letIn.texts].some(isHere);
  see(texts);
  if (same) return;
  const scan = {
    text: texts[0].slice(0, LONGEST + 1), // longer than any badge is unknown, however long
    nonce: newNonce(),
    direction: root.dataset.direction,
    gate: root.dataset.gate,
    checkin_list: root.dataset.list,
  };
  const made = new Date();
  shown = scan.nonce;
  try {
    const { accepted, body } = await post.ask(scan);
    if (accepted) settle(scan, body);
    else board.show(board.notice("failed", { look: "no", detail: body.detail || body.title }));
  } catch (reason) {
    post.keep(scan, made);
    board.show(board.notice(reason instanceof LoggedOut ? "login" : "waiting"));
    network();
  }
  see(texts); // a slow answer is no time away
}

async function flush() {
  try {
    await post.flush(settle);
  } catch {
    // still no answer: what is kept stays kept, and the screen says already why
  }
  network();
}
setInterval(() => post.kept.length && flush(), RETRY_MS);
addEventListener("online", flush);
addEventListener("offline", network);
addEventListener("beforeunload", (event) => {
  if (post.kept.length && !at("verdict").contains(document.activeElement)) event.preventDefault(); // the way to log in is free
});

// --- keys: the field takes everything, wherever the focus was --------------------------------------------------------------
function typed() {
  const text = code.value.replace(/^[\r\n\t]+|[\r\n\t]+$/g, ""); // a space may belong to a signed token
  code.value = "";
  if (!text.trim()) return;
  if (/[^\x20-\x7e]/.test(text)) board.show(board.notice("keys", { look: "no" }));
  else scanned([text]);
}

at("codeform").addEventListener("submit", (event) => {
  event.preventDefault();
  typed();
});
code.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || !code.value) return;
  event.preventDefault(); // many hand scanners end with a tab
  typed();
});
document.addEventListener("keydown", (event) => {
  if (event.target === code || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1 && !(event.target instanceof HTMLButtonElement && event.key === " ")) code.focus();
});
at("type").addEventListener("click", () => code.focus());

// --- the rest of the page --------------------------------------------------------------------------------------------------
async function count() {
  if (document.hidden || !matchMedia("(min-width: 64rem)").matches) return;
  try {
    const answer = await fetch(root.dataset.live, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(4000) });
    if (answer.ok) at("inside").textContent = new Intl.NumberFormat("vi").format((await answer.json()).inside);
  } catch {
    // the number of a moment ago stays
  }
}

function torchable(light) {
  const torch = at("torch");
  torch.disabled = false;
  torch.addEventListener("click", () => {
    const lit = torch.getAttribute("aria-pressed") !== "true";
    torch.setAttribute("aria-pressed", lit);
    light(lit);
  });
}

setInterval(() => board.tick(), 1000);
setInterval(count, COUNTS_MS);
board.tick();
network();
count();
if (post.kept.length) flush();
if (matchMedia("(min-width: 64rem)").matches) code.focus();
watch(at("video"), {
  wasm: root.dataset.wasm,
  says: (word) => (at("camsay").textContent = at("camsay").dataset[word]),
  torchable,
  seen: scanned,
});
