// What the door sees and hears: the verdict over the camera, the list of the last scans, three tones and three buzzes.
const KEEP_LOG = 12;
const TONES = { ok: [[880, 0, 0.12]], again: [[620, 0, 0.1], [620, 0.16, 0.1]], no: [[220, 0, 0.35]] };
const BUZZ = { ok: [60], again: [60, 80, 60], no: [300] };
const PILL = { ok: "yes", again: "wait", no: "no" };
const language = document.documentElement.lang;
const at = (id) => document.getElementById(id);
let audio;

export function sound(look) {
  if (!navigator.userActivation?.hasBeenActive) return; // no sound before the first touch: colour, icon and words stay
  navigator.vibrate?.(BUZZ[look]);
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
}

function element(tag, text = "", css = "") {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
}

export class Board {
  constructor({ words, zone }) {
    this.words = words;
    this.zone = zone;
    this.here = words.dataset.here; // "checked without the network"
    this.now = Date.now;
    this.scans = []; // moments of the last minute
  }

  clock(moment, { seconds = true } = {}) {
    const parts = { hour: "2-digit", minute: "2-digit", ...(seconds && { second: "2-digit" }), hourCycle: "h23", timeZone: this.zone };
    return new Intl.DateTimeFormat("vi", parts).format(moment);
  }

  day(moment) {
    return new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "numeric", timeZone: this.zone }).format(moment);
  }

  // Look, title, hint and icon of an answer; `{time}` and the like stand for what the answer says. Where it does not say
  // all of it (decided without the server), the plain hint stands.
  entry(result) {
    if (result.verdict === "ok" && result.direction === "exit" && this.words.content.querySelector("[data-notice=out]")) return this.notice("out", { look: "ok" });
    const noted = result.note ? this.words.content.querySelector(`[data-note="${result.note}"]`) : null;
    const found = noted ?? this.words.content.querySelector(`[data-verdict="${result.verdict}"]`) ?? this.words.content.querySelector("[data-verdict=unknown]");
    const hm = (moment) => (moment ? this.clock(new Date(moment), { seconds: false }) : "");
    const values = { time: hm(result.first_entry_at), gate: result.first_entry_gate, from: hm(result.valid_from), day: result.valid_from ? this.day(new Date(result.valid_from)) : "", ended: hm(result.ended_at) };
    const isWhole = [...found.dataset.hint.matchAll(/\{(\w+)\}/g)].every(([, name]) => values[name]);
    const hint = (isWhole ? found.dataset.hint : (found.dataset.plain ?? "")).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
    return { look: found.dataset.look, title: found.dataset.title, hint, icon: found.firstElementChild.cloneNode(true) };
  }

  // One of the page's own sentences (no network, logged out …) in the look of a verdict.
  notice(name, { look = "again", detail = "" } = {}) {
    const found = this.words.content.querySelector(`[data-notice="${name}"]`);
    const hint = [found.dataset.hint, detail].filter(Boolean).join(" ");
    return { look, title: found.dataset.title, hint, icon: found.firstElementChild.cloneNode(true), way: found.querySelector("a")?.cloneNode(true) };
  }

  role(result) {
    return this.words.content.querySelector(`[data-role="${result.role}"]`)?.textContent ?? "";
  }

  // Nothing can be scanned any more, whatever the camera sees.
  halt(name) {
    this.show(this.notice(name, { look: "no" }));
    at("camsay").hidden = true;
  }

  // The camera takes the screen back.
  idle() {
    at("verdict").hidden = true;
    at("cam").className = "cam tall";
    at("frame").setAttribute("preserveAspectRatio", "xMidYMid slice");
  }

  show({ look, title, hint, icon, way }, result = {}) {
    const who = element("div", "", "stack g1");
    if (result.full_name) who.append(element("p", result.full_name, "who"));
    if (result.company) who.append(element("p", result.company));
    if (result.vehicle_plate) who.append(element("p", result.vehicle_plate, "n"));
    const says = (look === "ok" && this.role(result)) || hint;
    const lines = [icon, element("p", title, "big"), ...(who.childElementCount ? [who] : []), element("p", says, "vr"), ...(result.isHere ? [element("p", this.here, "small")] : []), ...(way ? [way] : [])];
    const verdict = at("verdict");
    verdict.className = `verdict v-${look}`;
    verdict.replaceChildren(...lines);
    verdict.hidden = false;
    scrollTo({ top: 0 }); // typing moves the field into sight, and the answer out of it
    at("cam").className = "cam small-c";
    at("frame").setAttribute("preserveAspectRatio", "xMidYMid meet");
    if (result.verdict) at("camsay").textContent = at("camsay").dataset.next;
    sound(look);
  }

  remember(result, { look, title, icon }, text) {
    at("nolog")?.remove();
    const line = element("li", "", "row nowrap");
    const left = element("span", "", "grow");
    left.append(element("time", this.clock(new Date(result.scanned_at))), ` ${result.full_name || `… ${text.slice(-4)}`}`);
    left.append(document.createElement("br"), element("small", this.role(result), "mute"));
    const pill = element("span", "", `st ${PILL[look]}`);
    pill.append(icon.cloneNode(true), title);
    line.append(left, pill);
    at("log").prepend(line);
    while (at("log").children.length > KEEP_LOG) at("log").lastElementChild.remove();
    this.scans.push(performance.now());
    this.tick();
  }

  tick() {
    at("clock").textContent = this.clock(this.now());
    this.scans = this.scans.filter((moment) => performance.now() - moment < 60_000);
    at("pace").textContent = this.scans.length;
  }
}
