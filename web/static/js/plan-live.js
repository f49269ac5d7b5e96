// Keeps a plan true: asks for the states every 2 s (conditionally: most answers are a 304 without a body), slower while
// the page is hidden or the server silent. The answer is {"booths": {"B12": "held", …}, "at": "10:13"} in looks.
const EVERY = 2000;
const SLOWEST = 30000;

export class Live {
  constructor(plan, url) {
    this.plan = plan;
    this.url = url;
    this.tag = "";
    this.pause = EVERY;
    this.isLost = false;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.ask();
    });
    document.addEventListener("plan:ask", () => this.ask()); // somebody has just changed a state from this page
    this.next();
  }

  next() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), document.hidden ? SLOWEST : this.pause);
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      const answer = await fetch(this.url, {
        headers: this.tag ? { "If-None-Match": this.tag } : {},
        cache: "no-store",
        signal: AbortSignal.timeout(5000),
      });
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      if (this.isLost) this.plan.tell(this.plan.words.back);
      this.isLost = false;
      this.pause = EVERY;
      if (answer.status === 200) {
        this.tag = answer.headers.get("ETag") ?? "";
        this.apply(await answer.json());
      }
    } catch {
      this.pause = Math.min(this.pause * 2, SLOWEST);
      if (!this.isLost) this.plan.tell(this.plan.words.lost);
      this.isLost = true;
    }
    this.next();
  }

  apply({ booths = {}, at = "" }) {
    const changed = Object.entries(booths).filter(([code, look]) => this.plan.change(code, look));
    if (!changed.length) return;
    const { words } = this.plan;
    const key = (look) => `now${look[0].toUpperCase()}${look.slice(1)}`;
    const text =
      changed.length === 1
        ? (words[key(changed[0][1])] ?? "").replace("CODE", changed[0][0])
        : (words.many ?? "").replace("NUMBER", changed.length);
    this.plan.tell(at ? `${text}, ${at}` : text);
    this.plan.filter();
  }
}
