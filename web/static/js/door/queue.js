// Scans and annulments on their way to the server. Each scan has the device's next number from its birth: a gap is seen.
// A scan is `asked` while the server decides it, `told` once this device has decided it and the guard knows, `unheard` when
// the answer to the question never came: its number is sent too, so that only what is lost leaves a gap.
const MOST = 500;

export const newNonce = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Queue {
  #scans = new Map(); // seq -> scan, oldest first
  #annulments = new Map();

  // Who asked and closed the page before the answer has told nobody anything: those scans are taken back.
  static async open(db) {
    const queue = new Queue();
    queue.db = db;
    const [seq, scans, annulments, refused] = await Promise.all([db.get("kept", "seq"), db.getAll("outbox"), db.getAll("annulments"), db.count("refused")]);
    queue.seq = seq ?? 0;
    queue.refused = refused;
    for (const scan of scans) queue.#scans.set(scan.seq, scan);
    for (const annulment of annulments) queue.#annulments.set(annulment.nonce, annulment);
    for (const scan of scans.filter((one) => one.isAsked)) await queue.#unheard(scan);
    return queue;
  }

  get unsent() {
    let told = 0;
    for (const scan of this.#scans.values()) if (!scan.isAsked && !scan.isUnheard) told++;
    return told;
  }

  get isEmpty() {
    for (const scan of this.#scans.values()) if (!scan.isAsked) return false;
    return this.#annulments.size === 0;
  }

  nonces() {
    return new Set(Array.from(this.#scans.values(), (scan) => scan.nonce));
  }

  async #write(change) {
    const writing = this.db.transaction(["kept", "outbox", "annulments"], "readwrite");
    change({ kept: writing.objectStore("kept"), outbox: writing.objectStore("outbox"), annulments: writing.objectStore("annulments") });
    await writing.done;
  }

  // Numbered at once, written before anybody is told; `unheard` is the question it answers in the server's place.
  async #add(scan, unheard) {
    const numbered = { nonce: newNonce(), ...scan, seq: ++this.seq };
    for (const each of [unheard, numbered]) if (each) this.#scans.set(each.seq, each);
    await this.#write(({ kept, outbox }) => {
      kept.put(numbered.seq, "seq");
      outbox.put(numbered);
      if (unheard) outbox.put(unheard);
    });
    return numbered;
  }

  asked(scan) {
    return this.#add({ ...scan, isAsked: true });
  }

  told(scan) {
    return this.#add(scan);
  }

  async answered(scan) {
    this.#scans.delete(scan.seq);
    await this.db.delete("outbox", scan.seq);
  }

  // No answer in time: this device has decided, under a new name, and says which scan it stands for.
  toldInstead({ isAsked: _asked, ...asked }) {
    return this.#add({ ...asked, nonce: newNonce(), instead_of: asked.nonce }, { ...asked, isUnheard: true });
  }

  async #unheard({ isAsked: _asked, ...asked }) {
    const unheard = { ...asked, isUnheard: true };
    this.#scans.set(asked.seq, unheard);
    await this.db.put("outbox", unheard);
    await this.annul({ nonce: asked.nonce, at: asked.scanned_at, clock_offset_ms: asked.clock_offset_ms });
  }

  async annul(annulment) {
    this.#annulments.set(annulment.nonce, annulment);
    await this.#write(({ annulments }) => annulments.put(annulment));
  }

  next(most = MOST) {
    const scans = [...this.#scans.values()].filter((scan) => !scan.isAsked).slice(0, most);
    return { scans, annulments: [...this.#annulments.values()].slice(0, most) };
  }

  async sent({ scans, annulments }) {
    for (const scan of scans) this.#scans.delete(scan.seq);
    for (const annulment of annulments) this.#annulments.delete(annulment.nonce);
    await this.#write((stores) => {
      for (const scan of scans) stores.outbox.delete(scan.seq);
      for (const annulment of annulments) stores.annulments.delete(annulment.nonce);
    });
  }

  // Their numbers are another's (a restored phone, a second one in its place): they stay who they are, under numbers above all.
  async numberAnew(scans, next) {
    this.seq = Math.max(this.seq, next - 1);
    for (const scan of scans) await this.#add(scan);
  }

  // The server will never take it: set aside, so that the others go on; counted on the screen.
  async setAside(scan, problem) {
    if (scan.isAsked || scan.isUnheard) return; // nobody was told anything by it
    await this.db.put("refused", { ...scan, problem });
    this.refused = await this.db.count("refused");
  }

  // Enrolled anew: the device goes on after `lastSeq`; as another device it gives what is not sent yet numbers of that one.
  async goOnAfter(lastSeq, { isOther }) {
    const scans = isOther ? [...this.#scans.values()] : [];
    this.seq = isOther ? lastSeq : Math.max(this.seq, lastSeq);
    const renumbered = scans.map((scan) => ({ ...scan, seq: ++this.seq }));
    for (const scan of scans) this.#scans.delete(scan.seq);
    for (const scan of renumbered) this.#scans.set(scan.seq, scan);
    await this.#write(({ kept, outbox }) => {
      if (isOther) outbox.clear();
      kept.put(this.seq, "seq");
      for (const scan of renumbered) outbox.put(scan);
    });
  }

  // For another fair nothing of this can be sent any more.
  async leaveFair() {
    for (const scan of this.#scans.values()) await this.setAside(scan, "another_fair");
    await this.sent({ scans: [...this.#scans.values()], annulments: [...this.#annulments.values()] });
  }
}
