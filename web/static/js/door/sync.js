// The door's way to the server: one question with little patience, and everything else whenever there is a network.
import { BadSnapshot, Snapshot } from "./snapshot.js";

const PATIENCE_MS = 1500;
const SLOW_MS = 20_000;
const DESK_MS = 5000;
const BEAT_MS = 15_000;
const FIRST_RETRY_MS = 1000;
const BEATS_PER_POST = 20;
const BEATS_PER_GROUPS = 4;
const MOST = 500;
const LATER = new Set([408, 425, 429]);
const GONE = new Set(["device_unknown", "device_revoked"]);

export class Silent extends Error {} // no answer, or one that says "later"
export class Revoked extends Error {} // this device's key is no longer good
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.title ?? `status ${status}`);
    Object.assign(this, { status, problem });
  }
}

// `{answer, sentAt, heardAt}`; throws one of the three above.
async function request(url, { key, method = "GET", content, patience = SLOW_MS, isBinary = false }) {
  const headers = { Accept: isBinary ? "*/*" : "application/json", ...(key && { Authorization: `Device ${key}` }), ...(content && { "Content-Type": "application/json" }) };
  let answer;
  const sentAt = Date.now();
  try {
    answer = await fetch(url, { method, headers, credentials: "omit", cache: "no-store", body: content && JSON.stringify(content), signal: AbortSignal.timeout(patience) });
    const heardAt = Date.now();
    if (answer.ok) return { body: isBinary ? await answer.arrayBuffer() : await answer.json(), sentAt, heardAt };
  } catch (cause) {
    throw new Silent("no answer", { cause });
  }
  const problem = await answer.json().catch(() => ({}));
  if (GONE.has(problem.code)) throw new Revoked(problem.code);
  if (answer.status >= 500 || LATER.has(answer.status)) throw new Silent(`status ${answer.status}`);
  throw new Refused(answer.status, problem);
}

export async function enrol(api, code) {
  return (await request(`${api}enrol/`, { method: "POST", content: { code } })).body;
}

export class Line {
  #beat = 0;
  #failures = 0;
  #running = null;
  #timer = 0;
  #dueAt = Infinity;

  // `said(state)` is called whenever there is something new to show; `health()` gives `{battery}`, `posted(post)`
  // hears of a post that may have changed.
  constructor({ api, key, db, queue, seen, stock, groups, clock, snapshot, post, said, posted, health }) {
    Object.assign(this, { api, key, db, queue, seen, stock, groups, clock, snapshot, post, said, posted, health });
    this.isOnline = navigator.onLine;
    this.isRevoked = false;
    this.lastSync = null;
    this.snapshotAt = null;
  }

  async #ask(path, options = {}) {
    try {
      const { body, sentAt, heardAt } = await request(`${this.api}${path}`, { key: this.key, ...options });
      if (body.server_time) {
        this.clock.measured(body.server_time, sentAt, heardAt);
        await this.db.put("kept", this.clock.offset, "offset");
      }
      this.isOnline = true;
      this.#failures = 0;
      return body;
    } catch (reason) {
      if (reason instanceof Silent) this.isOnline = false;
      if (reason instanceof Revoked) this.isRevoked = true;
      throw reason;
    }
  }

  // Something a person at the desk waits for; throws one of the three, Silent at once where there is no network.
  async ask(path, content) {
    if (!navigator.onLine) throw new Silent("no network");
    return await this.#ask(path, { method: "POST", content, patience: DESK_MS });
  }

  // Who is expected together, and how many of them are in by now.
  async learnGroups() {
    await this.groups.learn((await this.#ask("groups/")).groups);
  }

  // A badge's drawing, for the printer: `badges/<registration>.svg`, or `prints/<nonce>.svg` of one's own scan.
  async drawing(path) {
    return new TextDecoder().decode(await this.#ask(path, { isBinary: true, patience: DESK_MS }));
  }

  get canAsk() {
    return this.isOnline && navigator.onLine && !this.isRevoked && this.queue.isEmpty && this.stock.isEmpty;
  }

  // The server's answer, or null where this device has to decide by itself: silence, or a refusal of the form.
  async askScan({ seq, nonce, text, direction, checkin_list }) {
    try {
      return await this.#ask("scans/", { method: "POST", content: { seq, nonce, text, direction, checkin_list }, patience: PATIENCE_MS });
    } catch (reason) {
      if (!(reason instanceof Silent || reason instanceof Refused)) throw reason;
      this.said();
      this.soon();
      return null;
    }
  }

  // One batch; where its form is refused, halves of it, so that one bad scan holds up no other.
  async #send(most) {
    const batch = this.queue.next(most);
    const scans = batch.scans.map(({ seq, nonce, text, direction, checkin_list, scanned_at, clock_offset_ms, verdict, instead_of }) => ({
      seq, nonce, text, direction, checkin_list, scanned_at, clock_offset_ms, verdict, ...(instead_of && { instead_of }),
    }));
    const unsent = this.stock.unsent + this.queue.unsent - batch.scans.filter((scan) => !scan.isUnheard).length; // what is left when this has arrived
    const health = { unsent, battery: (await this.health()).battery, snapshot_at: this.snapshotAt };
    let answer;
    try {
      answer = await this.#ask("sync/", { method: "POST", content: { scans, annulments: batch.annulments, health } });
    } catch (reason) {
      if (!(reason instanceof Refused)) throw reason;
      if (most > 1) return await this.#send(Math.ceil(Math.min(most, Math.max(scans.length, batch.annulments.length)) / 2));
      for (const scan of batch.scans) await this.queue.setAside(scan, reason.problem.code ?? String(reason.status));
      await this.queue.sent(batch);
      return;
    }
    const problems = new Map(answer.results.filter((result) => result.outcome === "refused").map((result) => [result.nonce, result.problem]));
    const refused = batch.scans.filter((scan) => problems.has(scan.nonce) && !scan.isUnheard);
    const clashing = refused.filter((scan) => problems.get(scan.nonce) === "sequence_clash");
    if (clashing.length) await this.queue.numberAnew(clashing, (await this.#ask("post/")).device.next_seq);
    for (const scan of refused) if (!clashing.includes(scan)) await this.queue.setAside(scan, problems.get(scan.nonce));
    await this.queue.sent(batch);
  }

  async #fetchSnapshot() {
    const isFull = this.snapshotAt === null;
    const since = isFull ? "" : `?since=${this.snapshot.cursor}`;
    const buffer = await this.#ask(`snapshot/${since}`, { isBinary: true });
    const before = this.snapshot.cursor;
    let takenBack = [];
    if (new DataView(buffer).getUint8(4) === 0) this.snapshot = new Snapshot(buffer);
    else takenBack = this.snapshot.merge(buffer);
    const isChanged = isFull || before !== this.snapshot.cursor;
    this.snapshotAt = new Date(this.clock.now()).toISOString();
    await this.seen.forgetPeople(takenBack, this.queue.nonces());
    if (isChanged) await this.db.put("kept", { buffer: this.snapshot.toBuffer(), at: this.snapshotAt }, "snapshot");
  }

  // Everything once: what is to be sent, the post now and then, the snapshot. Throws what went wrong.
  async #round() {
    await this.stock.send((batch) => this.#ask("walk-ins/kept/", { method: "POST", content: { walk_ins: batch } }));
    do await this.#send(MOST);
    while (!this.queue.isEmpty);
    await this.groups.send((count) => this.#ask("groups/counts/", { method: "POST", content: count }));
    this.lastSync = this.clock.now();
    this.said();
    if (this.#beat % BEATS_PER_GROUPS === 0) await this.learnGroups();
    if (this.#beat++ % BEATS_PER_POST === 0) {
      this.post = await this.#ask("post/");
      await this.db.put("kept", this.post, "post");
      await this.posted(this.post);
    }
    try {
      await this.#fetchSnapshot();
    } catch (reason) {
      if (!(reason instanceof BadSnapshot)) throw reason;
      this.snapshotAt = null; // a full one next time
    }
  }

  // Now, or as soon as what is under way is done.
  sync() {
    this.#at(null);
    this.#running ??= (async () => {
      try {
        await this.#round();
      } catch (reason) {
        if (!(reason instanceof Silent || reason instanceof Revoked || reason instanceof Refused)) throw reason;
        this.#failures++;
      } finally {
        this.#running = null;
        this.said();
        const rest = this.queue.isEmpty ? BEAT_MS : FIRST_RETRY_MS;
        if (!this.isRevoked) this.#at(this.#failures ? Math.min(BEAT_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1)) : rest);
      }
    })();
    return this.#running;
  }

  #at(wait) {
    clearTimeout(this.#timer);
    this.#dueAt = wait === null ? Infinity : performance.now() + wait;
    if (wait !== null) this.#timer = setTimeout(() => this.sync(), wait);
  }

  // Within a second; what comes earlier anyway is not put off.
  soon() {
    if (this.isRevoked || this.#running || this.#dueAt <= performance.now() + FIRST_RETRY_MS) return;
    this.#at(FIRST_RETRY_MS);
  }

  stop() {
    this.#at(null);
    this.isRevoked = true;
  }
}
