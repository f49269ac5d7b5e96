// Who this device let in, by list: what tells a second showing of a badge while nobody else can be asked.
export class Seen {
  #first = new Map(); // `list who` -> {at, gate, nonce}

  static async open(db) {
    const seen = new Seen();
    seen.db = db;
    const [keys, values] = await Promise.all([db.getAllKeys("seen"), db.getAll("seen")]);
    keys.forEach((key, i) => seen.#first.set(key, values[i]));
    return seen;
  }

  first(list, who) {
    return this.#first.get(`${list} ${who}`);
  }

  // The earliest entry stays: a person is known by registration and by badge, under both names.
  async add(list, who, entry) {
    const fresh = who.map((one) => `${list} ${one}`).filter((key) => !(this.#first.get(key)?.at <= entry.at));
    for (const key of fresh) this.#first.set(key, entry);
    const writing = this.db.transaction("seen", "readwrite");
    await Promise.all([...fresh.map((key) => writing.store.put(entry, key)), writing.done]);
  }

  async #forgetWhere(isMeant) {
    const keys = [...this.#first].filter(([key, entry]) => isMeant(key, entry)).map(([key]) => key);
    for (const key of keys) this.#first.delete(key);
    const writing = this.db.transaction("seen", "readwrite");
    await Promise.all([...keys.map((key) => writing.store.delete(key)), writing.done]);
  }

  forgetScan(nonce) {
    return this.#forgetWhere((_, entry) => entry.nonce === nonce);
  }

  // The server says that nobody stands admitted; what is still on its way there (`unsent`, nonces) stays.
  forgetPeople(takenBack, unsent) {
    const gone = new Set(takenBack.map(({ registration, list }) => `${list} r${registration}`));
    return gone.size ? this.#forgetWhere((key, entry) => gone.has(key) && !unsent.has(entry.nonce)) : undefined;
  }

  async clear() {
    this.#first.clear();
    await this.db.clear("seen");
  }
}
