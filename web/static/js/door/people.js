// Who comes without a code in the hand: typed by name, company or the end of the phone number, asked of the server, chosen
// as if the badge had been scanned. Nobody's name is kept on the device, so this one thing needs the network.
import { normalise } from "./code.js";
import { Refused, Silent } from "./sync.js";

const REST_MS = 250; // between the last key and the question
const LONGER_THAN_NAMES = 64;
const at = (id) => document.getElementById(id);

export class People {
  #asked = 0;
  #timer = 0;

  // `ask(q)` gives the server's answer, `chosen(person)` is one of its people, `scanned(text)` what a hand scanner typed here;
  // `words` fills in a row: `{role(person), clock(moment)}`.
  constructor({ ask, chosen, scanned, words }) {
    Object.assign(this, { ask, chosen, scanned, words, dialog: at("find"), field: at("q"), rows: at("found"), says: at("findsay") });
    this.field.addEventListener("input", () => this.#soon());
    at("findform").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#entered();
    });
    this.dialog.addEventListener("keydown", (event) => this.#moved(event));
    at("findshut").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.#empty());
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
    this.field.focus();
    this.#say("start");
  }

  close() {
    this.dialog.close();
  }

  // Names go from the screen with the dialog.
  #empty() {
    this.#asked++;
    clearTimeout(this.#timer);
    this.field.value = "";
    this.rows.replaceChildren();
  }

  #say(word) {
    this.says.textContent = word ? this.says.dataset[word] : "";
    this.says.classList.toggle("warn", word === "offline");
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), REST_MS);
  }

  async #look() {
    clearTimeout(this.#timer);
    const number = ++this.#asked;
    const text = this.field.value.trim();
    if (!text) return this.#show([], "start");
    if (text.length > LONGER_THAN_NAMES) return;
    let answer;
    try {
      answer = await this.ask(text);
    } catch (reason) {
      if (!(reason instanceof Silent || reason instanceof Refused)) throw reason;
      if (number === this.#asked) this.#show([], reason instanceof Silent ? "offline" : "none");
      return;
    }
    if (number !== this.#asked) return; // something else was typed since
    const { people, more } = answer;
    this.#show(people, more ? "more" : people.length ? "" : "none");
  }

  #show(people, word) {
    this.rows.replaceChildren(...people.map((person) => this.#row(person)));
    this.#say(word);
  }

  #row(person) {
    const row = at("foundrow").content.firstElementChild.cloneNode(true);
    const button = row.querySelector("button");
    const state = person.in_since ? "in" : person.badge === "live" ? "live" : person.badge === "none" ? "none" : "ended";
    row.querySelector("strong").textContent = person.full_name;
    row.querySelector("small").textContent = [person.company, this.words.role(person)].filter(Boolean).join(" · ");
    for (const pill of row.querySelectorAll("[data-state]")) pill.hidden = pill.dataset.state !== state;
    const since = row.querySelector("[data-state=in] span");
    if (state === "in") since.textContent = since.dataset.say.replace("{time}", this.words.clock(Date.parse(person.in_since))).replace("{gate}", person.in_gate);
    button.disabled = !person.code;
    button.addEventListener("click", () => {
      this.dialog.close();
      this.chosen(person);
    });
    return row;
  }

  // A hand scanner ends with Enter too: what is no name is a badge.
  #entered() {
    const text = this.field.value;
    if (normalise(text) || text.length > LONGER_THAN_NAMES) {
      this.dialog.close();
      this.scanned(text);
      return;
    }
    const first = this.rows.querySelector("button:not(:disabled)");
    if (first) first.focus();
    else this.#look();
  }

  #moved(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [this.field, ...this.rows.querySelectorAll("button:not(:disabled)")];
    const next = all[all.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
