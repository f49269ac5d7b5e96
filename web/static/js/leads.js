// Scanning visitors at a booth: a badge read by camera or typed becomes an entry at once; questions and a note follow it.
import { watch } from "./door/camera.js";
import { normalise } from "./door/code.js";
import { fromBase45 } from "./door/token.js";
import { LoggedOut, Queue } from "./lead-queue.js";

const at = (id) => document.getElementById(id);
const root = at("leads");
const words = at("leadwords").content;
const SAME_BADGE_MS = 2500;
const RETRY_MS = 4000;
const KEEP_LOG = 30;
const LONGEST_CODE = 64;
const TOKEN = { bytes: 86, version: 1 };
const PILL = { waiting: "wait", shared: "yes", not_shared: "wait", withdrawn: "no", gone: "no", refused: "no" };

const queue = await Queue.open({ url: root.dataset.post, csrf: root.dataset.csrf, owner: root.dataset.queue });
const visits = new Map(); // the text of a badge -> what the page knows of its holder
let current = null;

const word = (name) => words.querySelector(`[data-word="${name}"]`);
const clock = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: root.dataset.zone });

function element(tag, text = "", css = "") {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
}

// --- what is on its way ----------------------------------------------------------------------------------------------------
function network({ isDown = false } = {}) {
  const reachable = navigator.onLine && !isDown;
  at("online").hidden = !reachable;
  at("offline").hidden = reachable;
  at("unsent").textContent = queue.waiting.length;
  at("nostore").hidden = queue.keeps;
}

function settled(entry, result) {
  const visit = visitOf(entry);
  if (result.outcome === "refused") {
    if (entry.kind === "scan" || !visit.lead) Object.assign(visit, { state: "refused", says: result.title });
    visit.refused.add(entry.nonce);
  } else {
    Object.assign(visit, { lead: result.lead, state: result.standing, name: result.contact?.full_name ?? "", firm: result.contact?.company ?? "", says: "" });
  }
  draw(visit);
}

async function flush() {
  try {
    await queue.flush(settled);
    at("login").hidden = true;
    network();
  } catch (reason) {
    at("login").hidden = !(reason instanceof LoggedOut);
    network({ isDown: true });
  }
}

// --- who was scanned -------------------------------------------------------------------------------------------------------
function visitOf({ badge, made }) {
  if (!visits.has(badge)) visits.set(badge, { badge, made, state: "waiting", name: "", firm: "", lead: null, says: "", notes: 0, answers: new Map(), refused: new Set() });
  return visits.get(badge);
}

const title = (visit) => visit.name || `${word("badge").textContent} … ${visit.badge.trim().slice(-4)}`;

function pill(visit) {
  const made = element("span", "", `st ${PILL[visit.state]}`);
  made.append(...[...word(visit.state).childNodes].map((node) => node.cloneNode(true)));
  return made;
}

function draw(visit) {
  at("nolog")?.remove();
  const line = element("li");
  const left = element("div");
  left.append(element("strong", title(visit)), document.createElement("br"));
  const told = [clock.format(new Date(visit.made)), visit.firm, visit.says].filter(Boolean).join(" · ");
  left.append(element("small", told, "mute"));
  line.append(left, pill(visit));
  if (visit.refused.size) {
    const away = element("button", word("dismiss").textContent, "btn bare");
    away.type = "button";
    away.addEventListener("click", () => dismiss(visit));
    line.append(away);
  }
  visit.line?.replaceWith(line);
  if (!visit.line) at("log").prepend(line);
  visit.line = line;
  while (at("log").children.length > KEEP_LOG) at("log").lastElementChild.remove();
  if (visit === current) face();
}

async function dismiss(visit) {
  await queue.drop(visit.refused);
  visit.refused = new Set();
  if (visit.state === "refused") {
    visit.line.remove();
    visits.delete(visit.badge);
    if (visit === current) {
      current = null;
      at("now").hidden = true;
    }
  } else draw(visit);
  network();
}

// The visitor who stands before us: his name as soon as it is known, the questions, the note.
function face() {
  at("now").hidden = false;
  at("now").classList.toggle("is-no", current.state === "refused");
  at("who").textContent = title(current);
  const says = current.says || (current.state === "not_shared" ? word("ask").textContent : current.firm);
  at("what").replaceChildren(pill(current), ` ${says}`);
  at("asked").hidden = current.state === "refused";
  at("noteform").hidden = current.state === "refused";
  at("card").hidden = !current.lead;
  if (current.lead) at("card").href = root.dataset.lead.replace("LEAD", current.lead);
}

function turnTo(visit) {
  keepNote(); // a note begun for the one before is his
  current = visit;
  for (const radio of at("asked").querySelectorAll("input[type=radio]")) radio.checked = (visit.answers.get(radio.name.slice(2)) ?? "") === radio.value;
  draw(visit);
}

// --- what becomes an entry -------------------------------------------------------------------------------------------------
// The badge a text stands for: a printed code in its plain form, or a whole token; nothing for everything else. So a slip of
// the finger is told while the visitor still stands there, without network too; whose badge it is, the server says.
function badgeOf(text) {
  const code = normalise(text);
  if (code) return code;
  const bytes = fromBase45(text);
  return bytes?.length === TOKEN.bytes && bytes[0] === TOKEN.version ? text : "";
}

const lately = new Map(); // text -> when it was last seen: a pass held up is one scan, though it shows two codes

async function scanned(seen) {
  const texts = seen.map(badgeOf).filter(Boolean);
  if (!texts.length) return; // a poster behind the visitor
  at("unread").hidden = true;
  const moment = performance.now();
  const same = texts.some((text) => moment - (lately.get(text) ?? -Infinity) < SAME_BADGE_MS);
  for (const [text, seen] of lately) if (moment - seen > SAME_BADGE_MS) lately.delete(text);
  for (const text of texts) lately.set(text, moment);
  if (same) return;
  const entry = await queue.add({ kind: "scan", badge: texts[0] });
  navigator.vibrate?.(60);
  turnTo(visitOf(entry));
  network();
  await flush();
}

function keepNote() {
  const text = at("note").value.trim();
  if (!text || !current) return;
  at("note").value = "";
  keep({ kind: "note", badge: current.badge, text }, "noted");
}

async function keep(fields, said) {
  await queue.add(fields);
  at("what").textContent = word(said).textContent;
  network();
  await flush();
}

at("noteform").addEventListener("submit", (event) => {
  event.preventDefault();
  keepNote();
});
at("asked").addEventListener("change", (event) => {
  const qualifier = event.target.name.slice(2);
  current.answers.set(qualifier, event.target.value);
  keep({ kind: "answer", badge: current.badge, qualifier, text: event.target.value }, "answered");
});
function typed() {
  const text = at("code").value.replace(/^[\r\n\t]+|[\r\n\t]+$/g, ""); // a space may belong to a signed token
  if (!text.trim()) return;
  if (badgeOf(text)) {
    at("code").value = "";
    scanned([text]);
    return;
  }
  const isGarbled = text.length > LONGEST_CODE && /[^\x20-\x5f]/.test(text); // a token is upper case, digits and a few signs
  at("unreadsays").textContent = word(isGarbled ? "keys" : "unread").textContent;
  at("unread").hidden = false;
  at("code").select();
}
at("codeform").addEventListener("submit", (event) => {
  event.preventDefault();
  typed();
});
at("code").addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || !badgeOf(at("code").value)) return;
  event.preventDefault(); // many hand scanners end with a tab
  typed();
});
if (matchMedia("(min-width: 64rem)").matches) at("code").focus();

// --- the page --------------------------------------------------------------------------------------------------------------
for (const entry of queue.entries) {
  const visit = visitOf(entry);
  if (entry.kind === "answer") visit.answers.set(entry.qualifier, entry.text);
  if (entry.refused) {
    visit.refused.add(entry.nonce);
    Object.assign(visit, { state: "refused", says: entry.refused });
  }
}
for (const visit of visits.values()) draw(visit);
network();
flush();
setInterval(() => queue.waiting.length && flush(), RETRY_MS);
addEventListener("online", flush);
addEventListener("offline", () => network({ isDown: true }));
addEventListener("beforeunload", (event) => {
  if (queue.waiting.length && !queue.keeps) event.preventDefault(); // nothing else holds them
});
function says(name) {
  at("camsay").textContent = at("camsay").dataset[name];
  at("cam").classList.toggle("is-off", name !== "ready");
}
function torchable(light) {
  const torch = at("torch");
  torch.hidden = false;
  torch.setAttribute("aria-pressed", false);
  torch.onclick = () => {
    const lit = torch.getAttribute("aria-pressed") !== "true";
    torch.setAttribute("aria-pressed", lit);
    light(lit);
  };
}
watch(at("video"), { wasm: root.dataset.wasm, says, torchable, seen: scanned });
