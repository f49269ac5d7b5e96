// The scanner: a camera frame, a hand scanner's burst of keys, or typed letters become one scan with a nonce of its own.
// A scan that gets no answer keeps its nonce and is sent again, so it is counted once however often it travels.
import { BarcodeDetector, prepareZXingModule } from "../vendor/barcode-detector/ponyfill.js";

const root = document.getElementById("scanner");
const words = document.getElementById("doorwords");
const at = (id) => document.getElementById(id);
const [verdict, log, code, cam, video, camSay, net, unsent] = ["verdict", "log", "code", "cam", "video", "camsay", "net", "unsent"].map(at);
const SAME_BADGE_MS = 2500;
const RETRY_MS = 2000;
const KEEP_LOG = 12;
const queue = []; // scans without an answer, oldest first
let last = { text: "", at: 0 };

const hm = (iso) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: root.dataset.zone }).format(new Date(iso));
const hms = () => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date());
const newNonce = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (b) => b.toString(16).padStart(2, "0")).join("");

// --- sound and vibration: three answers that differ without the eye --------------------------------------------------------
let audio;
const TONES = { ok: [[880, 0, 0.12]], again: [[620, 0, 0.1], [620, 0.16, 0.1]], no: [[220, 0, 0.35]] };
const BUZZ = { ok: [60], again: [60, 80, 60], no: [300] };

function sound(look) {
  navigator.vibrate?.(BUZZ[look]);
  try {
    audio ??= new AudioContext();
    for (const [pitch, from, length] of TONES[look]) {
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      tone.frequency.value = pitch;
      gain.gain.value = 0.12;
      tone.connect(gain).connect(audio.destination);
      tone.start(audio.currentTime + from);
      tone.stop(audio.currentTime + from + length);
    }
  } catch {
    // no sound allowed before the first touch: colour, icon and words stay
  }
}

// --- the verdict --------------------------------------------------------------------------------------------------------
function element(tag, text = "", css = "") {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
}

function wordsFor(result) {
  const entry = words.content.querySelector(`[data-verdict="${result.verdict}"]`) ?? words.content.querySelector("[data-verdict=unknown]");
  const values = {
    time: result.first_entry_at ? hm(result.first_entry_at) : "",
    gate: result.first_entry_gate,
    from: result.valid_from ? hm(result.valid_from) : "",
    ended: result.ended_at ? hm(result.ended_at) : "",
  };
  const hint = entry.dataset.hint.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  return { look: entry.dataset.look, title: entry.dataset.title, hint, icon: entry.firstElementChild.cloneNode(true) };
}

function show({ look, title, hint, icon }, result = {}) {
  verdict.className = `verdict v-${look}`;
  const who = element("div", "", "stack g1");
  if (result.full_name) who.append(element("p", result.full_name, "who"));
  if (result.company) who.append(element("p", result.company));
  const lines = [icon, element("p", title, "big"), who];
  const role = words.content.querySelector(`[data-role="${result.role}"]`)?.textContent;
  lines.push(element("p", look === "ok" && role ? role : hint, "vr"));
  verdict.replaceChildren(...lines);
  verdict.hidden = false;
  cam.classList.add("small-c");
  cam.classList.remove("tall");
  sound(look);
}

function remember(result, { look, title, icon }) {
  at("nolog")?.remove();
  const line = element("li", "", "bar");
  const left = element("span");
  left.append(element("time", hms()), ` ${result.full_name || "–"}`, document.createElement("br"), element("small", result.company || "", "mute"));
  const pill = element("span", "", `st ${{ ok: "yes", again: "wait", no: "no" }[look]}`);
  pill.append(icon.cloneNode(true), title);
  line.append(left, pill);
  log.prepend(line);
  while (log.children.length > KEEP_LOG) log.lastElementChild.remove();
}

function online(is) {
  net.lastElementChild.textContent = is ? net.dataset.on : net.dataset.off;
  net.classList.toggle("warn", !is);
  unsent.textContent = queue.length;
}

// --- sending ------------------------------------------------------------------------------------------------------------
async function send(scan) {
  const answer = await fetch(root.dataset.post, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": root.dataset.csrf },
    body: JSON.stringify(scan),
    signal: AbortSignal.timeout(4000),
  });
  if (answer.status >= 500 || answer.status === 429) throw new Error("try again");
  return { ok: answer.ok, body: await answer.json() };
}

function settle({ ok, body }) {
  if (!ok) {
    const entry = wordsFor({ verdict: "unknown" });
    show({ ...entry, hint: `${words.dataset.failed}: ${body.detail || body.title}` });
    return;
  }
  const entry = wordsFor(body);
  show(entry, body);
  remember(body, entry);
}

async function scanned(text) {
  text = text.replace(/^[\r\n]+|[\r\n]+$/g, ""); // a space may belong to a signed token
  if (!text.trim()) return;
  const now = performance.now();
  if (text === last.text && now - last.at < SAME_BADGE_MS) {
    last.at = now;
    return;
  }
  last = { text, at: now };
  const scan = { text, nonce: newNonce(), gate: root.dataset.gate, checkin_list: root.dataset.list, direction: root.dataset.direction };
  try {
    settle(await send(scan));
    online(true);
  } catch {
    // the answer is unknown: the same nonce goes again, with the time it was really scanned
    queue.push({ ...scan, offline: true, scanned_at: new Date().toISOString() });
    online(false);
    const { icon } = wordsFor({ verdict: "not_yet_valid" });
    show({ look: "again", title: words.dataset.waiting, hint: words.dataset.hint, icon });
  }
}

async function flush() {
  while (queue.length) {
    try {
      const answer = await send(queue[0]);
      queue.shift();
      settle(answer);
      online(true);
    } catch {
      online(false);
      return;
    }
  }
}
setInterval(flush, RETRY_MS);
addEventListener("online", flush);
addEventListener("beforeunload", (event) => {
  if (queue.length) event.preventDefault();
});

// --- keyboard: the field takes everything, wherever the focus was ---------------------------------------------------------
at("codeform").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = code.value;
  code.value = "";
  scanned(text);
});
document.addEventListener("keydown", (event) => {
  if (event.target === code || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1 && !(event.target instanceof HTMLButtonElement && event.key === " ")) code.focus();
});
at("type").addEventListener("click", () => code.focus());

// --- camera -------------------------------------------------------------------------------------------------------------
async function watch() {
  if (!navigator.mediaDevices?.getUserMedia) {
    camSay.textContent = camSay.dataset.none;
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
  } catch (refusal) {
    camSay.textContent = refusal.name === "NotAllowedError" ? camSay.dataset.refused : camSay.dataset.none;
    return;
  }
  video.srcObject = stream;
  await video.play();
  camSay.textContent = camSay.dataset.ready;
  const [track] = stream.getVideoTracks();
  if (track.getCapabilities?.().torch) {
    const torch = at("torch");
    torch.disabled = false;
    torch.addEventListener("click", () => {
      const lit = torch.getAttribute("aria-pressed") !== "true";
      torch.setAttribute("aria-pressed", lit);
      track.applyConstraints({ advanced: [{ torch: lit }] });
    });
  }
  prepareZXingModule({ overrides: { locateFile: () => root.dataset.wasm } });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  for (;;) {
    await new Promise((next) => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(next) : setTimeout(next, 60)));
    try {
      const [found] = await detector.detect(video);
      if (found) await scanned(found.rawValue);
    } catch {
      await new Promise((later) => setTimeout(later, 200)); // a frame that cannot be read is followed by the next
    }
  }
}

setInterval(() => (at("clock").textContent = hms()), 1000);
at("clock").textContent = hms();
online(true);
if (matchMedia("(min-width: 64rem)").matches) code.focus();
watch();
