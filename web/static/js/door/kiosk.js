// The kiosk: a visitor holds the QR of the mail up, is let in, and the printer beside gives the badge. An enrolled device as any
// other, with one list and one way: in. It keeps nobody's name on the screen, and without the network it sends people to the desk.
import { watch } from "./camera.js";
import { Clock } from "./clock.js";
import { stayAwake } from "./checks.js";
import { codeIn, codeInAddress, enrolWith } from "./enrol.js";
import { Groups } from "./groups.js";
import { printBadge } from "./printing.js";
import { Queue } from "./queue.js";
import { listFor, Scans } from "./scans.js";
import { Seen } from "./seen.js";
import { Sight } from "./sight.js";
import { Snapshot } from "./snapshot.js";
import { Stock } from "./stock.js";
import { openStore } from "./store.js";
import { Line, Refused, Revoked, Silent } from "./sync.js";
import { ringOf } from "./token.js";

const SHOWN_MS = 6000;
const at = (id) => document.getElementById(id);
const root = at("kiosk");
const house = { api: root.dataset.api };
const sight = new Sight();
let scans = null;
let timer = 0;

// One of the page's sentences, for some seconds; `name` only while it is shown.
function say(word, name = "") {
  const found = at("kioskwords").content.querySelector(`[data-word="${word}"]`);
  at("talk").className = `kiosk-say ${found.dataset.look}`;
  at("say").textContent = found.dataset.title;
  at("who").textContent = name;
  at("hint").textContent = found.dataset.hint;
  at("drawing").replaceChildren(found.firstElementChild.cloneNode(true));
  clearTimeout(timer);
  if (word !== "ready" && scans) timer = setTimeout(() => say("ready"), SHOWN_MS);
}

async function admitted(text) {
  const { line, clock } = house;
  const list = listFor(line.post.checkin_lists, "", clock.now());
  if (!line.canAsk) return say("offline"); // nothing can be printed, and nobody would see who went in
  const result = await scans.scan(text, { list, direction: "entry" });
  if (result.verdict !== "ok") return say(result.verdict === "already_in" ? "already" : "desk");
  say("printing", result.full_name);
  try {
    await printBadge(result.nonce, (nonce) => line.drawing(`prints/${nonce}.svg`));
    say("welcome", result.full_name);
  } catch (reason) {
    if (!(reason instanceof Silent || reason instanceof Refused)) throw reason;
    say("unprinted", result.full_name);
  }
}

async function enrolNow(code) {
  try {
    await enrolWith(code, house);
  } catch (reason) {
    if (!(reason instanceof Silent || reason instanceof Refused)) throw reason;
    return say("unenrolled");
  }
  location.reload();
}

let turn = Promise.resolve();
const inTurn = (work) =>
  (turn = turn.then(work).catch((reason) => {
    say(reason instanceof Revoked ? "unenrolled" : "desk");
    if (!(reason instanceof Revoked)) reportError(reason);
  }));

async function scanned(texts) {
  const isNew = sight.isNew(texts);
  const code = texts.map((text) => codeIn(text)).find(Boolean);
  if (isNew && code) await inTurn(() => enrolNow(code));
  else if (isNew && scans) await inTurn(() => admitted(texts[0]));
  sight.see(texts);
}

async function standAt(key, post) {
  const { db, api, queue, seen, stock, groups } = house;
  const [offset, kept] = await Promise.all([db.get("kept", "offset"), db.get("kept", "snapshot")]);
  house.clock = new Clock(offset);
  const snapshot = kept ? new Snapshot(kept.buffer) : Snapshot.empty();
  const health = async () => ({ battery: null });
  const said = () => house.line?.isRevoked && say("unenrolled");
  const posted = async (now) => {
    scans ??= new Scans(house);
    scans.ring = await ringOf(now.keys);
    at("fair").textContent = now.fair[`name_${document.documentElement.lang}`] || now.fair.name_vi;
  };
  house.line = new Line({ api, key, db, queue, seen, stock, groups, post, snapshot, health, clock: house.clock, said, posted });
  house.line.snapshotAt = kept?.at ?? null;
  await posted(post);
  say("ready");
  house.line.sync();
}

async function start() {
  const code = codeInAddress();
  try {
    house.db = await openStore();
  } catch {
    return say("storage");
  }
  const { db } = house;
  Object.assign(house, { queue: await Queue.open(db), seen: await Seen.open(db), stock: await Stock.open(db), groups: await Groups.open(db) });
  const [key, post] = await Promise.all([db.get("kept", "key"), db.get("kept", "post")]);
  if (key) await standAt(key, post);
  else say("unenrolled");
  // A hand scanner lying beside is a keyboard.
  let typed = "";
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && typed) {
      scanned([typed]);
      typed = "";
    } else if (event.key.length === 1) typed = (typed + event.key).slice(-400);
  });
  watch(at("video"), { wasm: root.dataset.wasm, says: (word) => (root.dataset.camera = word), torchable: () => {}, seen: scanned });
  stayAwake();
  if (code) await inTurn(() => enrolNow(code));
}

navigator.locks.request("phien.door", { ifAvailable: true }, (lock) => {
  if (lock) return start().then(() => new Promise(() => {}));
  say("elsewhere");
  navigator.locks.request("phien.door", () => location.reload());
});
