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

function rule({ badge, credential, list, at, fair }) {
  if (credential.refusal) return credential.refusal;
  if (!badge && (credential.code || list.roles.length)) return "unknown";
  if (badge && ENDED.includes(badge.state)) return badge.state;
  if (at > (credential.notAfter ?? Infinity) || at >= Date.parse(list.closes_at)) return "expired";
  if (at < Date.parse(list.opens_at)) return "not_yet_valid";
  if (badge && list.roles.length && !list.roles.includes(badge.role)) return "wrong_zone";
  return badge?.days ? onDay(badge.days, at, fair) : "ok";
}

// `at` is the fair's time in milliseconds. `who` names the person for the seen-set: by registration where it is known,
// by the badge's bytes as well, so that a badge issued since the snapshot is recognised before and after the next one.
export async function decide({ text, direction, at }, { post, list, ring, snapshot, seen }) {
  const credential = await readCredential(text, ring, post.fair.token_number);
  let badge = null;
  if (credential.badge) badge = snapshot.byToken(credential.badge);
  else if (credential.code) badge = await snapshot.byCode(credential.code);
  const who = [...(badge ? [`r${badge.registration}`] : []), ...(credential.badge ? [toHex(credential.badge)] : [])];
  let verdict = rule({ badge, credential, list, at, fair: post.fair });
  const known = badge && snapshot.entry(badge.registration, list.id);
  const first = [known, ...who.map((key) => seen.first(list.id, key))].filter(Boolean).sort((a, b) => a.at - b.at)[0] ?? null;
  if (verdict === "ok" && direction === "entry" && !list.re_entry && first) verdict = "already_in";
  return { verdict, who, role: badge?.role ?? "", first_entry_at: first?.at ?? null, first_entry_gate: first?.gate ?? "", valid_from: list.opens_at };
}
