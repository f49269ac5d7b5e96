// Who comes without a code in the hand: typed by name, company or the end of the phone number, asked of the server, chosen
// as if the badge had been scanned. Nobody's name is kept on the device, so this one thing needs the network.
import { normalise } from "./code.js";
import { Refused, Silent } from "./sync.js";

const REST_MS = 250; // between the last key and the question
const LONGER_THAN_NAMES = 64;
const at = (id) => document.getElementById(id);

const STATES = { live: "live", none: "none" };

// What a guard needs to tell whom he has before him; `act` when it is chosen.
export function rowOf(person, words, act) {
  const row = at("foundrow").content.firstElementChild.cloneNode(true);
  const button = row.querySelector(".found");
  const state = person.in_since ? "in" : (STATES[person.badge] ?? "ended");
  row.querySelector("strong").textContent = person.full_name;
  row.querySelector("small").textContent = [person.company, words.role(person)].filter(Boolean).join(" · ");
  for (const pill of row.querySelectorAll("[data-state]")) pill.hidden = pill.dataset.state !== state;
  const since = row.querySelector("[data-state=in] span");
  if (state === "in") since.textContent = since.dataset.say.replace("{time}", words.clock(Date.parse(person.in_since))).replace("{gate}", person.in_gate);
  button.disabled = !person.code;
  button.addEventListener("click", act);
  return row;
}

export class People {
  #asked = 0;
  #timer = 0;

  // `ask(q)` gives the server's answer, `chosen(person)` and `print(person)` are about one of its people, `scanned(text)` is what
  // a hand scanner typed here, `nobody(text)` somebody who is not registered; `words` fills in a row: `{role(person), clock(moment)}`.
  constructor({ ask, chosen, print, scanned, nobody, words }) {
    Object.assign(this, { ask, chosen, print, scanned, nobody, words, dialog: at("find"), field: at("q"), rows: at("found"), says: at("findsay") });
    this.field.addEventListener("input", () => this.#soon());
    at("findform").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#entered();
    });
    this.dialog.addEventListener("keydown", (event) => this.#moved(event));
    at("findnew").addEventListener("click", () => {
      const text = this.field.value;
      this.dialog.close();
      this.nobody(text);
    });
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
    const row = rowOf(person, this.words, () => {
      this.dialog.close();
      this.chosen(person);
    });
    const print = row.querySelector(".printone");
    print.hidden = person.badge !== "live";
    print.addEventListener("click", () => this.print(person));
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
    const first = this.rows.querySelector(".found:not(:disabled)");
    if (first) first.focus();
    else if (this.says.textContent === this.says.dataset.none) at("findnew").focus();
    else this.#look();
  }

  #moved(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [this.field, ...this.rows.querySelectorAll(".found:not(:disabled)"), at("findnew")];
    const next = all[all.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
