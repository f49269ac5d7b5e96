// All badges and first entries of the fair as 21 and 11 bytes each: no name is in it (docs/door.md has the layout).
const MAGIC = 0x50484431; // "PHD1"
const HEAD = 24;
const BADGE = 21;
const ENTRY = 11;
const TOKEN = 8;
const CODE = 6;
const ROLES = ["visitor", "buyer", "exhibitor", "organiser", "door", "crew"];
const STATES = ["good", "replaced", "revoked", "cancelled", "blocked", "unpaid", "stock"];
const NO_GATE = 255;

export class BadSnapshot extends Error {}

// Where each record stands, by `length` of its bytes from `from` on; those are random, so four of them are hash enough.
class Index {
  constructor(from, length) {
    this.from = from;
    this.length = length;
  }

  build(records, count) {
    this.size = 2 ** Math.ceil(Math.log2(Math.max(count, 8) * 2));
    this.slots = new Int32Array(this.size).fill(-1);
    for (let i = 0; i < count; i++) this.add(records, i);
  }

  *#places(bytes, from) {
    let slot = ((bytes[from] << 24) | (bytes[from + 1] << 16) | (bytes[from + 2] << 8) | bytes[from + 3]) & (this.size - 1);
    for (; ; slot = (slot + 1) & (this.size - 1)) yield slot;
  }

  add(records, i) {
    for (const slot of this.#places(records, i * BADGE + this.from)) {
      if (this.slots[slot] >= 0) continue;
      this.slots[slot] = i;
      return;
    }
  }

  find(records, bytes, from = 0) {
    for (const slot of this.#places(bytes, from)) {
      const i = this.slots[slot];
      if (i < 0) return -1;
      const at = i * BADGE + this.from;
      let same = 0;
      while (same < this.length && records[at + same] === bytes[from + same]) same++;
      if (same === this.length) return i;
    }
  }
}

// One message, taken apart; what is longer or shorter than it says is refused as a whole.
function parsed(buffer) {
  const view = new DataView(buffer);
  const bytes = new Uint8Array(buffer);
  const ascii = new TextDecoder();
  let at = HEAD;
  const names = () => Array.from({ length: view.getUint8(at++) }, () => ascii.decode(bytes.subarray(at + 1, (at += 1 + view.getUint8(at)))));
  try {
    if (view.getUint32(0) !== MAGIC || view.getUint8(4) > 1) throw new BadSnapshot("not a snapshot");
    const message = { isDelta: view.getUint8(4) === 1, cursor: view.getBigUint64(8), salt: bytes.slice(16, HEAD), gates: names(), lists: names() };
    const [badges, entries] = [view.getUint32(at), view.getUint32(at + 4)];
    at += 8;
    if (buffer.byteLength !== at + badges * BADGE + entries * ENTRY) throw new BadSnapshot("cut short or too long");
    message.badges = bytes.subarray(at, at + badges * BADGE);
    message.entries = new DataView(buffer, at + badges * BADGE);
    return message;
  } catch (cause) {
    throw cause instanceof BadSnapshot ? cause : new BadSnapshot("cut short", { cause });
  }
}

export class Snapshot {
  // Before the first one came: every true badge is one issued since.
  static empty() {
    const buffer = new ArrayBuffer(HEAD + 10);
    new DataView(buffer).setUint32(0, MAGIC);
    return new Snapshot(buffer);
  }

  #tokens = new Index(0, TOKEN);
  #codes = new Index(TOKEN, CODE);
  #entries = new Map(); // registration and list in one number -> seconds and gate in one number

  constructor(buffer) {
    const message = parsed(buffer);
    if (message.isDelta) throw new BadSnapshot("a delta needs something to change");
    this.salt = message.salt;
    this.gates = message.gates;
    this.lists = message.lists;
    this.cursor = message.cursor;
    this.badges = message.badges.slice();
    this.count = message.badges.length / BADGE;
    this.#index();
    this.#admit(message);
  }

  #index() {
    this.#tokens.build(this.badges, this.count);
    this.#codes.build(this.badges, this.count);
  }

  // Names count, not places: a later message may list gates and lists in another order. Answers who is no longer in.
  #admit({ entries, gates, lists }) {
    const placed = (ours, theirs) => theirs.map((name) => (ours.includes(name) ? ours.indexOf(name) : ours.push(name) - 1));
    const [gate, list] = [placed(this.gates, gates), placed(this.lists, lists)];
    const takenBack = [];
    for (let at = 0; at < entries.byteLength; at += ENTRY) {
      const registration = entries.getUint32(at);
      const key = registration * 256 + list[entries.getUint8(at + 4)];
      if (entries.getUint8(at + 10)) this.#entries.set(key, entries.getUint32(at + 6) * 256 + (gate[entries.getUint8(at + 5)] ?? NO_GATE));
      else {
        this.#entries.delete(key);
        takenBack.push({ registration, list: this.lists[key % 256] });
      }
    }
    return takenBack;
  }

  // A delta on top. Answers `[{registration, list}]` of entries taken back; BadSnapshot where only a full one helps.
  merge(buffer) {
    const message = parsed(buffer);
    if (!message.isDelta || message.salt.some((byte, i) => byte !== this.salt[i])) throw new BadSnapshot("not of this series");
    const fresh = [];
    let isMoved = false;
    for (let from = 0; from < message.badges.length; from += BADGE) {
      const record = message.badges.subarray(from, from + BADGE);
      const i = this.#tokens.find(this.badges, record);
      if (i < 0) fresh.push(record);
      else {
        const at = i * BADGE;
        isMoved ||= record.some((byte, k) => k >= TOKEN && k < TOKEN + CODE && byte !== this.badges[at + k]);
        this.badges.set(record, at);
      }
    }
    if (fresh.length) {
      const grown = new Uint8Array(this.badges.length + fresh.length * BADGE);
      grown.set(this.badges);
      fresh.forEach((record, k) => grown.set(record, this.badges.length + k * BADGE));
      this.badges = grown;
      this.count += fresh.length;
    }
    if (fresh.length || isMoved) this.#index();
    this.cursor = message.cursor;
    return this.#admit(message);
  }

  #badge(i) {
    if (i < 0) return null;
    const record = new DataView(this.badges.buffer, this.badges.byteOffset + i * BADGE, BADGE);
    const status = record.getUint8(18);
    return { registration: record.getUint32(14), role: ROLES[status & 7] ?? "", state: STATES[status >> 3] ?? "revoked", days: record.getUint16(19) };
  }

  byToken(badge) {
    return this.#badge(this.#tokens.find(this.badges, badge));
  }

  async byCode(code) {
    const salted = new Uint8Array(this.salt.length + code.length);
    salted.set(this.salt);
    salted.set(new TextEncoder().encode(code), this.salt.length);
    return this.#badge(this.#codes.find(this.badges, new Uint8Array(await crypto.subtle.digest("SHA-256", salted))));
  }

  // `{at, gate}` of the first entry (milliseconds, the gate's code) or null.
  entry(registration, list) {
    const place = this.lists.indexOf(list);
    const found = place < 0 ? undefined : this.#entries.get(registration * 256 + place);
    return found === undefined ? null : { at: Math.floor(found / 256) * 1000, gate: this.gates[found % 256] ?? "" };
  }

  // The same as one full message: what the device keeps.
  toBuffer() {
    const encoder = new TextEncoder();
    const names = (all) => [all.length, ...all.flatMap((name) => [encoder.encode(name).length, ...encoder.encode(name)])];
    const middle = [...names(this.gates), ...names(this.lists)];
    const out = new Uint8Array(HEAD + middle.length + 8 + this.count * BADGE + this.#entries.size * ENTRY);
    const view = new DataView(out.buffer);
    view.setUint32(0, MAGIC);
    view.setBigUint64(8, this.cursor);
    out.set(this.salt, 16);
    out.set(middle, HEAD);
    let at = HEAD + middle.length;
    view.setUint32(at, this.count);
    view.setUint32(at + 4, this.#entries.size);
    out.set(this.badges.subarray(0, this.count * BADGE), at + 8);
    at += 8 + this.count * BADGE;
    for (const [key, value] of this.#entries) {
      view.setUint32(at, Math.floor(key / 256));
      view.setUint8(at + 4, key % 256);
      view.setUint8(at + 5, value % 256);
      view.setUint32(at + 6, Math.floor(value / 256));
      view.setUint8(at + 10, 1);
      at += ENTRY;
    }
    return out.buffer;
  }
}
