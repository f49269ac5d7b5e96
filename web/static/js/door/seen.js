// Who this device let in and out, by list: what tells a second showing of a badge while nobody else can be asked.
const KEEP_TURNS = 20;

export class Seen {
  #first = new Map(); // `list who` -> {at, gate, nonce}
  #turns = new Map(); // `list who` -> [{at, direction, nonce}], in the order they were told; kept under `turns list who`

  static async open(db) {
    const seen = new Seen();
    seen.db = db;
    const [keys, values] = await Promise.all([db.getAllKeys("seen"), db.getAll("seen")]);
    keys.forEach((key, i) => (Array.isArray(values[i]) ? seen.#turns.set(key.slice("turns ".length), values[i]) : seen.#first.set(key, values[i])));
    return seen;
  }

  first(list, who) {
    return this.#first.get(`${list} ${who}`);
  }

  // The direction of the newest passage until then, or undefined.
  last(list, who, at) {
    const before = who.flatMap((one) => this.#turns.get(`${list} ${one}`) ?? []).filter((turn) => turn.at <= at);
    return before.sort((a, b) => a.at - b.at).at(-1)?.direction;
  }

  async #write(first, turns) {
    const writing = this.db.transaction("seen", "readwrite");
    const put = (key, value) => (value ? writing.store.put(value, key) : writing.store.delete(key));
    await Promise.all([...first.map((key) => put(key, this.#first.get(key))), ...turns.map((key) => put(`turns ${key}`, this.#turns.get(key))), writing.done]);
  }

  // The earliest entry stays: a person is known by registration and by badge, under both names.
  async add(list, who, entry) {
    const fresh = who.map((one) => `${list} ${one}`).filter((key) => !(this.#first.get(key)?.at <= entry.at));
    for (const key of fresh) this.#first.set(key, entry);
    await this.#write(fresh, []);
  }

  // Somebody passed, in or out.
  async passed(list, who, turn) {
    const keys = who.map((one) => `${list} ${one}`);
    for (const key of keys) this.#turns.set(key, [...(this.#turns.get(key) ?? []), turn].slice(-KEEP_TURNS));
    await this.#write([], keys);
  }

  async #forgetWhere(isMeant) {
    const first = [...this.#first].filter(([key, entry]) => isMeant(key, entry)).map(([key]) => key);
    const turns = [...this.#turns].filter(([key, all]) => all.some((turn) => isMeant(key, turn))).map(([key]) => key);
    for (const key of first) this.#first.delete(key);
    for (const key of turns) this.#turns.set(key, this.#turns.get(key).filter((turn) => !isMeant(key, turn)));
    for (const key of turns) if (!this.#turns.get(key).length) this.#turns.delete(key);
    await this.#write(first, turns);
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
    this.#turns.clear();
    await this.db.clear("seen");
  }
}
