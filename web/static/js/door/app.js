// The door: a camera frame, a hand scanner's burst of keys or typed letters become one scan and one answer, with or
// without a network. Everything it needs lies on the device (worker.js keeps the files, store.js the facts).
import { Board } from "./board.js";
import { watch } from "./camera.js";
import { check, checkStorage, checkWorker, health, stayAwake } from "./checks.js";
import { Clock } from "./clock.js";
import { codeIn, codeInAddress, enrolWith, UnsentFirst } from "./enrol.js";
import { Groups, HowMany } from "./groups.js";
import { listen } from "./keys.js";
import { People, rowOf } from "./people.js";
import { printBadge } from "./printing.js";
import { Queue } from "./queue.js";
import { listFor, Scans } from "./scans.js";
import { Seen } from "./seen.js";
import { Sight } from "./sight.js";
import { Snapshot } from "./snapshot.js";
import { Stock } from "./stock.js";
import { openStore } from "./store.js";
import { Line, Refused, Revoked } from "./sync.js";
import { ringOf } from "./token.js";
import { WalkIn } from "./walkin.js";

const at = (id) => document.getElementById(id);
const root = at("scanner");
const language = document.documentElement.lang;
const board = new Board({ words: at("doorwords"), zone: undefined });
const sight = new Sight();
const house = { api: root.dataset.api }; // db, queue, seen, line: what is open
let scans = null; // only while this device stands at a post
const words = { role: (person) => board.role(person), clock: (moment) => board.clock(moment, { seconds: false }) };
const ask = (q) => house.line.ask("people/", { q, checkin_list: list().id });
const people = new People({
  ask,
  words,
  chosen: (person) => scanned([person.code]),
  print: (person) => printed(person.registration),
  scanned: (text) => scanned([text]),
  nobody: (text) => walkIn.open(/[0-9]{4}/.test(text) ? text : ""),
});
const walkIn = new WalkIn({
  known: ask,
  register: (told) => house.line.ask("walk-ins/", told),
  bind: bound,
  isBlank: async (code) => (await house.line.snapshot.byCode(code))?.state === "stock" && !house.stock.isBound(code),
  row: (person, act) => rowOf(person, words, act),
  entered: ({ code, registration }) => scanned([code]).then(() => registration && printed(registration)),
  canAsk: () => house.line.isOnline && navigator.onLine,
});
let direction = "entry";
let chosen = ""; // the list somebody picked

const named = (thing) => thing[`name_${language}`] || thing.name_vi;
const list = () => listFor(house.line.post.checkin_lists, chosen, house.clock.now());

const howMany = new HowMany({
  canAsk: () => house.line.canAsk,
  count: (told) => house.line.ask("groups/counts/", told),
  keep: (told) => house.groups.keep(told.group, told),
  done: () => house.line.isOnline && house.line.learnGroups().catch(() => house.line.soon()),
});

// One after the other, so that two hands at one device never meet.
let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(work).catch(failed));

// What comes next is not held up by it.
function failed(reason) {
  if (reason instanceof Revoked) return revoked();
  if (reason.name === "QuotaExceededError") board.halt("storage");
  else board.show(board.notice("failed", { look: "no" }));
  reportError(reason);
}

// --- what the screen says of itself ------------------------------------------------------------------------------------
function status() {
  const { line, queue, clock } = house;
  if (!line) return;
  const [gate, one] = [line.post.gate, list()];
  const isOnline = line.isOnline && navigator.onLine;
  at("gate").textContent = gate.code;
  at("where").textContent = [at("where").dataset[direction], one ? named(one) : named(gate)].join(" · ");
  at("online").hidden = !isOnline;
  at("offline").hidden = isOnline;
  at("unsent").textContent = queue.unsent + house.stock.unsent;
  at("seq").textContent = queue.seq;
  at("synced").textContent = line.lastSync ? board.clock(line.lastSync, { seconds: false }) : "–";
  at("known").textContent = new Intl.NumberFormat(language).format(line.snapshot.count);
  at("turnsay").textContent = at("turnsay").dataset[direction];
  check("clock", clock.isFar ? "warn" : "ok", { minutes: Math.round(Math.abs(clock.offset) / 60_000) });
  check("snapshot", line.snapshotAt ? "ok" : "warn", { badges: at("known").textContent, time: line.snapshotAt ? board.clock(Date.parse(line.snapshotAt), { seconds: false }) : "" });
  check("network", isOnline ? "ok" : "warn");
  if (queue.refused) check("refused", "warn", { scans: queue.refused });
  if (line.isRevoked) revoked();
}

function undoable() {
  const left = Math.ceil((scans?.undoLeft ?? 0) / 1000);
  at("undo").disabled = !left;
  at("undoleft").textContent = left || "";
}

function revoked() {
  if (scans) board.halt("revoked");
  scans = null;
  undoable();
}

// --- one scan ------------------------------------------------------------------------------------------------------------
async function scanned(texts, frameAt = performance.now()) {
  if (texts.some((text) => walkIn.took(text))) return;
  const isNew = sight.isNew(texts);
  const code = texts.map((text) => codeIn(text)).find(Boolean);
  if (isNew && code) await inTurn(() => enrolNow(code));
  else if (isNew && scans) await inTurn(() => answered(texts, frameAt));
  sight.see(texts); // a slow answer is no time away
}

async function answered(texts, frameAt) {
  const [text] = texts;
  const result = await scans.scan(text, { list: list(), direction });
  if (!sight.isOtherCode(text, result)) {
    if (result.verdict === "ok") sight.letIn(text, result.moment);
    const group = ["ok", "already_in"].includes(result.verdict) && house.groups.of(result.who);
    const entry = group ? board.notice("group", { look: "ok" }) : board.entry(result);
    for (const open of document.querySelectorAll("dialog[open]")) open.close(); // somebody stands before us
    board.show(entry, result);
    board.remember(result, entry, text);
    if (group) howMany.open({ group, direction, list: list().id, inside: house.groups.inside(group, list().id), nonce: result.nonce });
    performance.clearMeasures("scan");
    performance.measure("scan", { start: frameAt });
  }
  status();
  undoable();
}

async function undo() {
  await scans.undo();
  board.show(board.notice("undone"));
  status();
  undoable();
}

// --- the desk ------------------------------------------------------------------------------------------------------------
async function printed(registration) {
  try {
    await printBadge(registration, (of) => house.line.drawing(`badges/${of}.svg`));
  } catch (reason) {
    if (reason instanceof Revoked) return revoked();
    board.show(board.notice("unprinted", { look: "no" }));
  }
}

async function bound(told) {
  await house.stock.bind({ ...told, at: new Date().toISOString(), clock_offset_ms: house.clock.offset });
  status();
  if (house.line.isOnline) house.line.soon();
}

// --- enrolment -------------------------------------------------------------------------------------------------------------
async function enrolNow(code) {
  board.show(board.notice("enrolling"));
  try {
    await enrolWith(code, house);
  } catch (reason) {
    let name = "enrol_offline";
    if (reason instanceof UnsentFirst) name = "enrol_unsent";
    else if (reason instanceof Refused) name = reason.status === 409 ? "enrol_used" : "enrol_over";
    board.show(board.notice(name, { look: "no" }));
    return;
  }
  scans = null;
  location.reload();
}

async function standAt(key, post) {
  const { db, api, queue, seen, stock, groups } = house;
  const [offset, kept] = await Promise.all([db.get("kept", "offset"), db.get("kept", "snapshot")]);
  [direction, chosen] = [(await db.get("kept", "direction")) ?? "entry", (await db.get("kept", "list")) ?? ""];
  house.clock = new Clock(offset);
  const snapshot = kept ? new Snapshot(kept.buffer) : Snapshot.empty();
  house.line = new Line({ api, key, db, queue, seen, stock, groups, post, snapshot, health, clock: house.clock, said: status, posted });
  house.line.snapshotAt = kept?.at ?? null;
  await posted(post);
  board.idle();
  house.line.sync();
}

// A new post may bring other keys, lists, a gate of another name.
async function posted(post) {
  const ring = await ringOf(post.keys);
  check("keys", [...ring.values()].every((key) => key.isNative) ? "ok" : "warn");
  board.zone = post.fair.timezone;
  board.now = () => house.clock.now();
  scans ??= new Scans(house);
  scans.ring = ring;
  at("device").textContent = post.device.name;
  at("lists").replaceChildren(...post.checkin_lists.map(tile));
  status();
}

function tile(one) {
  const made = at("listtile").content.firstElementChild.cloneNode(true);
  const radio = made.querySelector("input");
  const [opens, closes] = [Date.parse(one.opens_at), Date.parse(one.closes_at)];
  radio.value = one.id;
  radio.checked = one.id === list()?.id;
  made.querySelector("strong").textContent = named(one);
  made.querySelector("small").textContent = `${board.day(opens)} ${board.clock(opens, { seconds: false })} – ${board.clock(closes, { seconds: false })}`;
  radio.addEventListener("change", () => choose({ list: one.id }));
  return made;
}

async function choose(change) {
  chosen = change.list ?? chosen;
  direction = change.direction ?? direction;
  await house.db.put("kept", direction, "direction");
  await house.db.put("kept", chosen, "list");
  board.idle();
  status();
}

// --- the page ------------------------------------------------------------------------------------------------------------
function torchable(light) {
  const torch = at("torch");
  torch.disabled = false;
  torch.setAttribute("aria-pressed", false);
  torch.onclick = () => {
    const isLit = torch.getAttribute("aria-pressed") !== "true";
    torch.setAttribute("aria-pressed", isLit);
    light(isLit);
  };
}

function camera(word) {
  at("camsay").textContent = at("camsay").dataset[word];
  check("camera", word === "ready" ? "ok" : "warn");
}

// A dialog closed by the mouse gives the field its focus back, but not the caret: keys would fall on the floor.
function typable(field) {
  if (document.activeElement !== field) return;
  field.blur();
  field.focus({ preventScroll: true });
}

function wire() {
  const code = at("code");
  listen(at("codeform"), code, {
    typed: (text) => scanned([text]),
    garbled: () => board.show(board.notice("keys", { look: "no" })),
    alone: { "/": () => scans && people.open(), "+": () => scans && walkIn.open() },
  });
  at("findtool").addEventListener("click", () => scans && people.open());
  at("type").addEventListener("click", () => code.focus({ preventScroll: true }));
  at("undo").addEventListener("click", () => inTurn(undo));
  at("turn").addEventListener("click", () => house.line && choose({ direction: direction === "entry" ? "exit" : "entry" }));
  at("post").addEventListener("click", () => at("sheet").showModal());
  at("shut").addEventListener("click", () => at("sheet").close());
  addEventListener("online", () => house.line?.sync());
  addEventListener("offline", status);
  addEventListener("hashchange", () => {
    const found = codeInAddress();
    if (found) inTurn(() => enrolNow(found));
  });
  setInterval(() => {
    board.tick();
    undoable();
  }, 1000);
  for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("close", () => typable(code));
  if (matchMedia("(min-width: 64rem)").matches) code.focus({ preventScroll: true });
  watch(at("video"), { wasm: root.dataset.wasm, says: camera, torchable, seen: scanned });
  stayAwake();
}

async function start() {
  const code = codeInAddress();
  board.tick();
  if (!isSecureContext) return board.halt("insecure");
  try {
    house.db = await openStore();
  } catch {
    return board.halt("storage");
  }
  const { db } = house;
  Object.assign(house, { queue: await Queue.open(db), seen: await Seen.open(db), stock: await Stock.open(db), groups: await Groups.open(db) });
  const [key, post] = await Promise.all([db.get("kept", "key"), db.get("kept", "post")]);
  if (key) await standAt(key, post);
  else board.show(board.notice("not_enrolled"));
  wire();
  checkStorage();
  checkWorker(root.dataset.worker, root.dataset.scope);
  if (code) await inTurn(() => enrolNow(code));
}

// Two windows of one device would give two scans one number: the second waits until the first is closed.
navigator.locks.request("phien.door", { ifAvailable: true }, (lock) => {
  if (lock) return start().then(() => new Promise(() => {}));
  board.halt("elsewhere");
  navigator.locks.request("phien.door", () => location.reload());
});
