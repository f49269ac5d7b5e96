// One scan from text to answer: asked where there is a network, decided here where there is none, told only once it is kept.
import { cut, decide, toSend } from "./decide.js";

const UNDO_MS = 60_000;

// The list that is open now stays until it closes; else the one somebody chose, the next to open, the last.
export function listFor(lists, chosen, at) {
  const isOpen = (list) => Date.parse(list.opens_at) <= at && at < Date.parse(list.closes_at);
  const one = lists.find((list) => list.id === chosen);
  return (one && isOpen(one) ? one : lists.find(isOpen)) ?? one ?? lists.find((list) => Date.parse(list.opens_at) > at) ?? lists.at(-1);
}

export class Scans {
  #last = null; // what can be taken back: {nonce, until}

  constructor({ line, queue, seen, stock, clock, ring }) {
    Object.assign(this, { line, queue, seen, stock, clock, ring });
  }

  async #toldHere(made, local, at, asked) {
    const kept = asked ? await this.queue.toldInstead(asked) : await this.queue.told(made);
    const iso = (moment) => (moment === null ? null : new Date(moment).toISOString());
    return { ...local, nonce: kept.nonce, isHere: true, scanned_at: iso(at), first_entry_at: iso(local.first_entry_at) };
  }

  // The answer the guard is told. Throws Revoked where this device may not say anything any more.
  async scan(given, { list, direction }) {
    const { line, queue, seen, stock, clock } = this;
    const at = clock.now();
    const text = cut(given);
    const times = { scanned_at: new Date().toISOString(), clock_offset_ms: clock.offset };
    const local = await decide({ text, direction, at }, { post: line.post, list, ring: this.ring, snapshot: line.snapshot, seen, stock });
    const made = { text: toSend(given), direction, checkin_list: list.id, ...times, verdict: local.verdict };
    let result;
    if (line.canAsk) {
      const asked = await queue.asked(made);
      const answer = await line.askScan(asked);
      if (answer) await queue.answered(asked);
      result = answer ? { ...answer, isHere: false } : await this.#toldHere(made, local, at, asked);
    } else {
      result = await this.#toldHere(made, local, at);
      if (line.isOnline) line.soon();
    }
    result = { ...result, direction, who: local.who, moment: Date.parse(result.scanned_at) };
    const isIn = result.verdict === "ok" && direction === "entry";
    if (isIn) await seen.add(list.id, local.who, { at: result.moment, gate: line.post.gate.code, nonce: result.nonce });
    else if (result.verdict === "already_in" && !result.isHere) await seen.add(list.id, local.who, { at: Date.parse(result.first_entry_at), gate: result.first_entry_gate, nonce: "" });
    if (result.verdict === "ok" && local.who.length) await seen.passed(list.id, local.who, { at: result.moment, direction, nonce: result.nonce });
    this.#last = result.verdict === "ok" ? { nonce: result.nonce, until: Date.now() + UNDO_MS } : null;
    return result;
  }

  // Milliseconds in which the last answer can still be taken back.
  get undoLeft() {
    return Math.max(0, (this.#last?.until ?? 0) - Date.now());
  }

  async undo() {
    const { nonce } = this.#last;
    this.#last = null;
    await this.queue.annul({ nonce, at: new Date().toISOString(), clock_offset_ms: this.clock.offset });
    await this.seen.forgetScan(nonce);
    this.line.sync();
  }
}
