// Delegations: one badge for many people. After its scan the guard says how many pass; more than expected needs a second word.
// What is expected and was counted is kept, so that a gate without the network counts on; its numbers follow the scans.
import { Refused, Silent } from "./sync.js";

const at = (id) => document.getElementById(id);

export class Groups {
  #known = new Map(); // registration -> {name, company, expected, counted}
  #kept = new Map(); // nonce -> {nonce, number}, on the way to the server

  static async open(db) {
    const groups = new Groups();
    groups.db = db;
    const [known, kept] = await Promise.all([db.get("kept", "groups"), db.getAll("counts")]);
    groups.#learn(known ?? []);
    for (const one of kept) groups.#kept.set(one.nonce, one);
    return groups;
  }

  #learn(all) {
    this.#known = new Map(all.map((group) => [group.registration, group]));
  }

  // The delegation among the names by which a scan knows a person.
  of(who) {
    const name = who.find((one) => one.startsWith("r"));
    return name === undefined ? undefined : this.#known.get(Number(name.slice(1)));
  }

  inside(group, list) {
    const one = group.counted.find((counted) => counted.checkin_list === list);
    return one ? one.entered - one.left : 0;
  }

  async learn(groups) {
    this.#learn(groups);
    await this.db.put("kept", groups, "groups");
  }

  get isEmpty() {
    return this.#kept.size === 0;
  }

  // Counted here: told later, as something that has happened.
  async keep(group, { list, direction, nonce, number }) {
    await this.db.put("counts", { nonce, number });
    this.#kept.set(nonce, { nonce, number });
    let one = group.counted.find((counted) => counted.checkin_list === list);
    if (!one) group.counted.push((one = { checkin_list: list, entered: 0, left: 0 }));
    one[direction === "exit" ? "left" : "entered"] += number;
    await this.db.put("kept", [...this.#known.values()], "groups");
  }

  // After the scans, by `ask(count)`; what no scan stands for is let go.
  async send(ask) {
    for (const { nonce, number } of [...this.#kept.values()]) {
      try {
        await ask({ nonce, number, anyway: true });
      } catch (reason) {
        if (!(reason instanceof Refused)) throw reason;
      }
      this.#kept.delete(nonce);
      await this.db.delete("counts", nonce);
    }
  }

  async clear() {
    this.#kept.clear();
    this.#learn([]);
    await Promise.all([this.db.clear("counts"), this.db.delete("kept", "groups")]);
  }
}

// The question "how many pass?"; `count(told)` asks the server or throws, `keep(told)` counts here, `canAsk()` which of them.
export class HowMany {
  #scan = null;
  #isWarned = false;

  constructor({ count, keep, canAsk, done }) {
    Object.assign(this, { count, keep, canAsk, done, dialog: at("group"), form: at("groupform"), says: at("groupsay") });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.form.number.addEventListener("input", () => this.#warn(false));
    for (const button of this.form.querySelectorAll("[data-step]")) button.addEventListener("click", () => this.#step(Number(button.dataset.step)));
    at("groupshut").addEventListener("click", () => this.dialog.close());
  }

  // `scan` is `{group, inside, list, direction, nonce}`.
  open(scan) {
    this.#scan = scan;
    const { group, inside, direction } = scan;
    const rest = direction === "exit" ? inside : group.expected - inside;
    at("group-h").textContent = group.name;
    at("groupfirm").textContent = group.company;
    at("groupexpected").textContent = group.expected;
    at("groupinside").textContent = inside;
    this.form.number.value = Math.max(1, rest);
    this.#warn(false);
    if (!this.dialog.open) this.dialog.showModal();
    this.form.number.select();
  }

  #step(by) {
    this.form.number.value = Math.max(1, Number(this.form.number.value) + by);
    this.#warn(false);
  }

  #warn(isWarned, { expected = 0, inside = 0 } = {}) {
    this.#isWarned = isWarned;
    this.says.hidden = !isWarned;
    if (isWarned) this.says.textContent = this.says.dataset.say.replace("{expected}", expected).replace("{inside}", inside);
    at("groupgo").textContent = at("groupgo").dataset[isWarned ? "anyway" : "go"];
  }

  async #submit() {
    const { group, inside, direction } = this.#scan;
    const number = Number(this.form.number.value);
    const told = { ...this.#scan, number };
    if (this.canAsk()) {
      try {
        await this.count({ nonce: told.nonce, number, anyway: this.#isWarned });
        return this.#end();
      } catch (reason) {
        if (reason instanceof Refused && reason.problem.code === "group_full") return this.#warn(true, reason.problem);
        if (!(reason instanceof Silent || reason instanceof Refused)) throw reason;
      }
    }
    const isOver = direction !== "exit" && inside + number > group.expected;
    if (isOver && !this.#isWarned) return this.#warn(true, { expected: group.expected, inside });
    await this.keep(told);
    this.#end();
  }

  #end() {
    this.dialog.close();
    this.done();
  }
}
