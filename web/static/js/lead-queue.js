// Entries on their way: each is kept on the device before it is sent, with the nonce it was born with, and goes when the
// server has answered for it. No name is in it: the text of a badge, a note, an answer, and the device's own time.
import { openDB } from "../vendor/idb/index.js";

const PATIENCE_MS = 6000;
const MOST_PER_BATCH = 500;
const STORE = "entries";

export class NoAnswer extends Error {}
export class LoggedOut extends NoAnswer {}

export function newNonce() {
  return Array.from(crypto.getRandomValues(new Uint8Array(18)), (b) => b.toString(16).padStart(2, "0")).join("");
}

export class Queue {
  #flushing = null;

  // `owner` names fair, firm and colleague: whoever logs in next on this phone sends only his own.
  static async open({ url, csrf, owner }) {
    const queue = new Queue();
    Object.assign(queue, { url, csrf, owner, db: null, entries: [] });
    try {
      queue.db = await openDB("phien.leads", 1, { upgrade: (db) => db.createObjectStore(STORE, { keyPath: "nonce" }) });
      queue.entries = (await queue.db.getAll(STORE)).filter((entry) => entry.owner === owner).sort((a, b) => a.made - b.made);
    } catch {
      queue.db = null; // a private window: the page itself is all there is
    }
    return queue;
  }

  get keeps() {
    return this.db !== null;
  }

  get waiting() {
    return this.entries.filter((entry) => !entry.refused);
  }

  async add(fields) {
    const at = new Date();
    const entry = { ...fields, nonce: newNonce(), owner: this.owner, made: at.getTime(), at: at.toISOString(), late: !navigator.onLine };
    this.entries.push(entry);
    await this.#keep(entry);
    return entry;
  }

  async drop(nonces) {
    this.entries = this.entries.filter((entry) => !nonces.has(entry.nonce));
    if (!this.db) return;
    const change = this.db.transaction(STORE, "readwrite");
    await Promise.all([...[...nonces].map((nonce) => change.store.delete(nonce)), change.done]);
  }

  // Everything that waits, oldest first; `settled(entry, result)` for each that was answered. Throws NoAnswer or LoggedOut.
  flush(settled) {
    this.#flushing ??= this.#flush(settled).finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #flush(settled) {
    while (this.waiting.length) {
      const bundle = this.waiting.slice(0, MOST_PER_BATCH);
      try {
        await this.#deliver(bundle, settled);
      } catch (reason) {
        for (const entry of bundle.filter((one) => !one.late)) {
          entry.late = true;
          await this.#keep(entry);
        }
        throw reason;
      }
    }
  }

  async #deliver(bundle, settled) {
    const { status, body } = await this.#send(bundle);
    if (status === 200) {
      const refused = body.results.filter((result) => result.outcome === "refused");
      await this.drop(new Set(body.results.filter((result) => result.outcome !== "refused").map((result) => result.nonce)));
      for (const result of refused) await this.#refuse(bundle.find((entry) => entry.nonce === result.nonce), result.title);
      bundle.forEach((entry, i) => settled(entry, body.results[i]));
    } else if (bundle.length > 1) {
      for (const entry of bundle) await this.#deliver([entry], settled); // one of them is malformed: the others go on
    } else {
      const [entry] = bundle;
      await this.#refuse(entry, body.title ?? "");
      settled(entry, { nonce: entry.nonce, outcome: "refused", title: body.title ?? "", lead: null });
    }
  }

  // What the server will never take stays on the phone until its owner removes it.
  async #refuse(entry, title) {
    entry.refused = title || "–";
    await this.#keep(entry);
  }

  async #keep(entry) {
    try {
      await this.db?.put(STORE, entry);
    } catch {
      this.db = null; // the storage is full or gone
    }
  }

  async #send(bundle) {
    const entries = bundle.map(({ owner: _owner, made: _made, late, refused: _refused, ...entry }) => ({ ...entry, offline: late }));
    let answer;
    let body;
    try {
      answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": document.documentElement.lang, "X-CSRFToken": this.csrf },
        body: JSON.stringify({ entries, clock: new Date().toISOString() }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      body = await answer.json();
    } catch (cause) {
      throw new NoAnswer("no answer", { cause });
    }
    if (answer.status === 401 || answer.status === 403) throw new LoggedOut("log in again");
    if (answer.status !== 200 && answer.status !== 400 && answer.status !== 422) throw new NoAnswer("try again");
    return { status: answer.status, body };
  }
}
