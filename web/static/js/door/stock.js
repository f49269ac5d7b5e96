// Badges out of the stock that this device has given to people: who they are waits here for the server, that they are given
// stays known. A name is on the device only until the server has taken it.
import { Refused } from "./sync.js";

const MOST = 100;

export class Stock {
  #kept = new Map(); // nonce -> what the form said
  #bound = new Set(); // codes given away by this device
  #stuck = new Set(); // what the server does not take even alone, until the page is opened again

  static async open(db) {
    const stock = new Stock();
    stock.db = db;
    const [kept, codes] = await Promise.all([db.getAll("walkins"), db.getAllKeys("bound")]);
    for (const one of kept) stock.#kept.set(one.nonce, one);
    stock.#bound = new Set(codes);
    return stock;
  }

  get unsent() {
    return this.#kept.size;
  }

  // Nothing that could be sent waits.
  get isEmpty() {
    return this.#kept.size === this.#stuck.size;
  }

  isBound(code) {
    return this.#bound.has(code);
  }

  // Written before the badge is handed over.
  async bind(told) {
    const writing = this.db.transaction(["walkins", "bound"], "readwrite");
    writing.objectStore("walkins").put(told);
    writing.objectStore("bound").put(told.at, told.code);
    await writing.done;
    this.#kept.set(told.nonce, told);
    this.#bound.add(told.code);
  }

  // Everything that waits, by `ask(batch)`: before the scans, so that each code is known when its scan comes in. What
  // is refused is in the organiser's report from then on.
  async send(ask) {
    let most = MOST;
    while (!this.isEmpty) {
      const batch = [...this.#kept.values()].filter((one) => !this.#stuck.has(one.nonce)).slice(0, most);
      try {
        await ask(batch);
      } catch (reason) {
        if (!(reason instanceof Refused)) throw reason;
        if (most === 1) this.#stuck.add(batch[0].nonce);
        most = 1; // one that cannot be read holds up no other
        continue;
      }
      const writing = this.db.transaction("walkins", "readwrite");
      await Promise.all([...batch.map((one) => writing.store.delete(one.nonce)), writing.done]);
      for (const one of batch) this.#kept.delete(one.nonce);
    }
  }

  // Another fair: nothing of this one can be sent any more.
  async clear() {
    for (const all of [this.#kept, this.#bound, this.#stuck]) all.clear();
    await Promise.all([this.db.clear("walkins"), this.db.clear("bound")]);
  }
}
