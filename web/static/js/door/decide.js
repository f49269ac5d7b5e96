// The verdict without the server, in the order of the server's own statement (checkin/services/scans.py).
import { normalise } from "./code.js";
import { toHex, verify } from "./token.js";

const LONGEST = 400;
const DAY = 86_400_000;
const ENDED = ["replaced", "revoked", "cancelled", "blocked", "unpaid"];

// Longer than any badge is unknown, however long: enough characters to know that, and never half of one.
export function cut(text) {
  return text.length <= LONGEST ? text : [...text.slice(0, 2 * LONGEST + 2)].slice(0, LONGEST + 1).join("");
}

const withoutLineEnds = (text) => text.replace(/^[\r\n]+|[\r\n]+$/g, ""); // a space may belong to a token

// The text as the server takes it: what it forgives is forgiven here, and a character it lets through nowhere is replaced.
export function toSend(given) {
  const text = cut(withoutLineEnds(given));
  return normalise(text) ?? text.replace(/\p{C}/gu, "\ufffd");
}

// One of `{refusal}`, `{code}`, `{badge, notAfter}`.
export async function readCredential(given, ring, fair) {
  const text = withoutLineEnds(given);
  if (!text.replace(/[\s\x1c-\x1f\x85]/g, "") || text.length > 2 * LONGEST || [...text].length > LONGEST) return { refusal: "unknown" };
  const code = normalise(text);
  if (code) return { code };
  const token = await verify(text, ring);
  if (!token) return { refusal: "unknown" };
  return token.fair === fair ? token : { refusal: "wrong_fair" };
}

const formats = new Map();
function dayOf(moment, zone) {
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }));
  return Date.parse(`${formats.get(zone).format(moment)}T00:00Z`);
}

function onDay(days, at, fair) {
  const day = Math.round((dayOf(at, fair.timezone) - Date.parse(`${fair.starts_on}T00:00Z`)) / DAY);
  if (day >= 0 && day < 16 && days & (1 << day)) return "ok";
  const first = 31 - Math.clz32(days & -days);
  return day < first ? "not_yet_valid" : "expired";
}

// When the list is open for that role: the public comes later and leaves earlier than who prepares the fair.
function hours(list, role) {
  const isPublic = !(list.early_roles ?? []).includes(role);
  return {
    opens: Date.parse(list.opens_at),
    begins: isPublic && list.public_from ? Date.parse(list.public_from) : -Infinity,
    ends: isPublic && list.public_until ? Date.parse(list.public_until) : Infinity,
    closes: Date.parse(list.closes_at),
  };
}

// Contractors come in by the lists that name them, and only by these: `crewHours` are the times of all such lists of the fair.
function crewRule(crewHours, at) {
  const times = crewHours.map((one) => [Date.parse(one.opens_at), Date.parse(one.closes_at)]);
  if (!times.length || times.some(([from, until]) => from <= at && at < until)) return "wrong_zone";
  return times.some(([from]) => from > at) ? "not_yet_valid" : "expired";
}

const nextCrewHours = (crewHours, at) => crewHours.map((one) => one.opens_at).filter((from) => Date.parse(from) > at).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;

function rule({ badge, credential, list, at, fair, direction, open, crewHours }) {
  if (credential.refusal) return credential.refusal;
  if (!badge && credential.code) return "unknown";
  if (direction === "exit") return "ok"; // nobody is kept inside
  if (!badge && (list.roles.length || list.holders)) return "unknown";
  if (badge && ENDED.includes(badge.state)) return badge.state;
  if (at > (credential.notAfter ?? Infinity)) return "expired";
  if (badge?.role === "crew" && !(list.roles.includes("crew") && at >= open.opens && at < open.closes)) return crewRule(crewHours, at);
  if (at >= open.closes) return "expired";
  if (at < open.opens) return "not_yet_valid";
  if (badge && list.roles.length && !list.roles.includes(badge.role)) return "wrong_zone";
  if (list.holders && !list.holders.includes(badge.registration)) return "wrong_zone";
  if (at < open.begins) return "not_yet_valid";
  if (at >= open.ends) return "expired";
  return badge?.days ? onDay(badge.days, at, fair) : "ok";
}

const CREW_NOTES = { wrong_zone: "crew_elsewhere", not_yet_valid: "crew_hours", expired: "crew_over" };

function noteOf(verdict, { credential, list, at, direction, open, last, role }) {
  if (role === "crew" && verdict in CREW_NOTES && !(verdict === "expired" && at > (credential.notAfter ?? Infinity))) return CREW_NOTES[verdict];
  if (verdict === "wrong_zone" && list.holders) return "no_seat";
  if (verdict === "expired" && at <= (credential.notAfter ?? Infinity) && at >= Math.min(open.ends, open.closes)) return "hours_over";
  return verdict === "ok" && direction === "entry" && list.exits && list.re_entry && last === "entry" ? "no_exit_seen" : "";
}

// `at` is the fair's time in milliseconds. `who` names the person for the seen-set: by registration where it is known,
// by the badge's bytes as well, so that a badge issued since the snapshot is recognised before and after the next one.
export async function decide({ text, direction, at }, { post, list, ring, snapshot, seen, stock }) {
  const credential = await readCredential(text, ring, post.fair.token_number);
  let badge = null;
  if (credential.badge) badge = snapshot.byToken(credential.badge);
  else if (credential.code) badge = await snapshot.byCode(credential.code);
  if (badge?.state === "stock") badge = stock?.isBound(credential.code) ? { ...badge, state: "good" } : null; // blank, it is nobody's
  const person = badge && (badge.registration ? `r${badge.registration}` : `c${credential.code}`);
  const who = [...(person ? [person] : []), ...(credential.badge ? [toHex(credential.badge)] : [])];
  const open = hours(list, badge?.role ?? "");
  const [role, crewHours] = [badge?.role ?? "", post.crew_hours ?? []];
  let verdict = rule({ badge, credential, list, at, fair: post.fair, direction, open, crewHours });
  const known = badge?.registration && snapshot.entry(badge.registration, list.id);
  const first = [known, ...who.map((key) => seen.first(list.id, key))].filter(Boolean).sort((a, b) => a.at - b.at)[0] ?? null;
  if (verdict === "ok" && direction === "entry" && !list.re_entry && first) verdict = "already_in";
  const note = noteOf(verdict, { credential, list, at, direction, open, last: seen.last(list.id, who, at), role });
  const isBefore = role === "crew" && verdict === "not_yet_valid";
  const validFrom = isBefore ? nextCrewHours(crewHours, at) : at >= open.opens && at < open.begins ? list.public_from : list.opens_at;
  return { verdict, note, who, role, first_entry_at: first?.at ?? null, first_entry_gate: first?.gate ?? "", valid_from: validFrom };
}
