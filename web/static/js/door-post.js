// Scans on their way: asked one by one, kept when no answer comes, sent again in batches with the nonce they were born with,
// so that each is counted once however often it travels. What is kept survives a reload: no name is in it, only badge texts.
const PATIENCE_MS = 4000;
const MOST_PER_BATCH = 500;
const AGAIN = new Set([401, 403, 408, 425, 429]);

export class NoAnswer extends Error {}
export class LoggedOut extends NoAnswer {}

export class Post {
  #flushing = false;

  constructor({ url, csrf, fair }) {
    this.url = url;
    this.csrf = csrf;
    this.key = `phien.door.${fair}`;
    this.kept = this.#read();
  }

  // `{accepted, body}`; throws NoAnswer (LoggedOut) where the scan has to be sent again.
  async #send(url, content) {
    let answer;
    let body;
    try {
      answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
        body: JSON.stringify(content),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      body = await answer.json();
    } catch (cause) {
      throw new NoAnswer("no answer", { cause });
    }
    if (answer.status === 401 || answer.status === 403) throw new LoggedOut("log in again");
    if (answer.status >= 500 || AGAIN.has(answer.status)) throw new NoAnswer("try again");
    return { accepted: answer.ok, body };
  }

  ask(scan) {
    return this.#send(this.url, scan);
  }

  // The answer never came: the scan goes again later, with the time it was really made.
  keep(scan, at) {
    this.kept.push({ ...scan, offline: true, scanned_at: at.toISOString() });
    this.#write();
  }

  // Everything kept, oldest first; `settled(scan, result)` for each, `result` null where the server will never take it.
  async flush(settled) {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      while (this.kept.length) {
        const [{ gate, checkin_list }] = this.kept;
        const bundle = this.kept.filter((scan) => scan.gate === gate && scan.checkin_list === checkin_list).slice(0, MOST_PER_BATCH);
        const scans = bundle.map(({ gate: _gate, checkin_list: _list, ...scan }) => scan);
        const { accepted, body } = await this.#send(`${this.url}batch/`, { gate, checkin_list, scans });
        const done = new Set(bundle.map((scan) => scan.nonce));
        this.kept = this.kept.filter((scan) => !done.has(scan.nonce));
        this.#write();
        bundle.forEach((scan, i) => settled(scan, accepted ? body.results[i] : null));
      }
    } finally {
      this.#flushing = false;
    }
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? [];
    } catch {
      return [];
    }
  }

  #write() {
    try {
      if (this.kept.length) localStorage.setItem(this.key, JSON.stringify(this.kept));
      else localStorage.removeItem(this.key);
    } catch {
      // a browser without storage keeps them in this page only
    }
  }
}
