// Somebody who is not registered: phone, name, company, a yes to the sentence, printed, in. A known phone shows who it is. The
// keyboard alone is enough. Without the network a blank badge out of the stock takes the printer's place.
import { normalise } from "./code.js";
import { newNonce } from "./queue.js";
import { Refused, Silent } from "./sync.js";

const REST_MS = 250;
const FEWEST_DIGITS = 9; // of a number that can be looked up while it is typed
const at = (id) => document.getElementById(id);
const digits = (text) => text.replace(/\D/g, "");

export class WalkIn {
  #asked = 0;
  #timer = 0;
  #nonce = newNonce(); // stays while the form does: sent twice, it is the same person

  // `known(phone)` finds people, `register(told)` gives the server's answer, `bind(told)` keeps it, `isBlank(code)` knows the
  // stock, `row(person, act)` draws one, `entered({code, registration})` lets in, and prints where there is a registration;
  // `print(registration)` prints only; `canAsk()` whether there is a network.
  constructor(desk) {
    Object.assign(this, desk, { dialog: at("walkin"), form: at("walkform"), says: at("walksay"), rows: at("walkknown") });
    this.form.phone.addEventListener("input", () => this.#soon());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    at("walkshut").addEventListener("click", () => this.dialog.close());
  }

  open(phone = "") {
    if (!this.dialog.open) this.dialog.showModal();
    if (phone) this.form.phone.value = phone;
    this.#say(this.canAsk() ? "" : "offline");
    (phone ? this.form.full_name : this.form.phone).focus();
    if (phone) this.#look();
  }

  get isOpen() {
    return this.dialog.open;
  }

  // A camera or a hand scanner read a code while the form is open: it is the blank badge in the guard's hand.
  took(text) {
    const code = normalise(text);
    if (!code || !this.isOpen) return false;
    this.form.code.value = code;
    return true;
  }

  #say(word) {
    this.says.textContent = word ? this.says.dataset[word] : "";
    this.says.hidden = !word;
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), REST_MS);
  }

  async #look() {
    const number = ++this.#asked;
    const phone = this.form.phone.value;
    let people = [];
    if (digits(phone).length >= FEWEST_DIGITS && this.canAsk()) {
      try {
        ({ people } = await this.known(phone));
      } catch (reason) {
        if (!(reason instanceof Silent || reason instanceof Refused)) throw reason;
        this.#say("offline");
      }
    }
    if (number !== this.#asked) return;
    this.rows.replaceChildren(...people.map((person) => this.row(person, () => this.#done(person))));
    at("walkfound").hidden = !people.length;
  }

  #done({ code, registration }) {
    this.form.reset();
    this.#nonce = newNonce();
    this.rows.replaceChildren();
    at("walkfound").hidden = true;
    this.dialog.close();
    this.entered({ code, registration });
  }

  async #submit() {
    const { phone, full_name, company_name, consent, code } = this.form;
    if (this.#moveCode([phone, full_name, company_name])) return;
    const blank = code.value.trim() ? normalise(code.value) : "";
    const told = { nonce: this.#nonce, phone: phone.value, full_name: full_name.value, company_name: company_name.value, language: document.documentElement.lang, consent: consent.checked, code: blank ?? "" };
    if (blank === null) return this.#stop("nocode", code);
    if (this.canAsk()) {
      try {
        const { code: printed, registration } = await this.register(told);
        return this.#done({ code: printed, registration: blank ? "" : registration });
      } catch (reason) {
        if (reason instanceof Refused) return this.#refused(reason);
        if (!(reason instanceof Silent)) throw reason;
      }
    }
    if (!blank) return this.#stop("offline", code);
    if (!(await this.isBlank(blank))) return this.#stop("notblank", code);
    const nonce = newNonce(); // the server may have heard the first: the same phone and name is the same person there
    await this.bind({ ...told, nonce });
    this.#done({ code: blank, registration: "" });
  }

  // A hand scanner types wherever the focus is.
  #moveCode(fields) {
    const field = fields.find((one) => /[A-Z]/i.test(one.value) && normalise(one.value));
    if (!field) return false;
    this.form.code.value = normalise(field.value);
    field.value = "";
    return true;
  }

  #stop(word, field) {
    this.#say(word);
    field.focus();
  }

  #refused({ problem }) {
    this.#say("failed");
    this.says.textContent = [problem.errors?.[0]?.detail, problem.title].find(Boolean) ?? this.says.textContent;
  }
}
