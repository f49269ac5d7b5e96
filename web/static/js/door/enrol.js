// How a device comes to its post: a code that works once, out of the address's fragment, the camera or the keyboard.
import { enrol } from "./sync.js";

const CODE = /#enrol=([A-Za-z0-9_-]{8,100})/;
const TYPED = /^[2-9A-HJ-NP-Z]{20}$/; // neither a printed code nor a token looks like it

export class UnsentFirst extends Error {}

// The code in an address that was scanned or opened, or as a hand types it; null in every other text.
export function codeIn(text) {
  const typed = text.toUpperCase().replace(/[\s-]/g, "");
  return CODE.exec(text)?.[1] ?? (TYPED.test(typed) ? typed : null);
}

// Read once: the code stays in no history.
export function codeInAddress() {
  const code = codeIn(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

// Keeps key and post. What another enrolment has not sent yet goes first; what it can send no more is carried on.
export async function enrolWith(code, { api, db, queue, seen, stock, groups, line }) {
  const isAllSent = () => queue.isEmpty && stock.isEmpty && groups.isEmpty;
  if (line && !line.isRevoked && !isAllSent()) {
    await line.sync();
    if (!isAllSent() && !line.isRevoked) throw new UnsentFirst("there are scans to send first");
  }
  const before = await db.get("kept", "post");
  const { key, post } = await enrol(api, code);
  line?.stop();
  if (before && before.fair.slug !== post.fair.slug) {
    await queue.leaveFair();
    await seen.clear();
    await stock.clear();
    await groups.clear();
  }
  await queue.goOnAfter(post.device.next_seq - 1, { isOther: before?.device.id !== post.device.id });
  for (const name of ["snapshot", "list", "direction"]) await db.delete("kept", name);
  await db.put("kept", post, "post");
  await db.put("kept", key, "key");
}
