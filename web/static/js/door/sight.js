// Who stands before the camera. A text seen within 2.5 seconds is still the same badge. A pass shows two codes, the signed
// one and the printed one: when the second is read although the first has just let the person in, the first answer stands.
const SAME_BADGE_MS = 2500;

export class Sight {
  #lately = new Map(); // text -> when it was last seen
  #letIn = { moment: 0, texts: new Set(), isHere: false };

  #isHere(text) {
    return performance.now() - (this.#lately.get(text) ?? -Infinity) < SAME_BADGE_MS;
  }

  see(texts) {
    for (const text of this.#lately.keys()) if (!this.#isHere(text)) this.#lately.delete(text);
    for (const text of texts) this.#lately.set(text, performance.now());
  }

  // Whether somebody new holds a badge up.
  isNew(texts) {
    const isSame = texts.some((text) => this.#isHere(text));
    this.#letIn.isHere = [...this.#letIn.texts].some((text) => this.#isHere(text));
    this.see(texts);
    return !isSame;
  }

  // Whether this answer is about the other code of the pass that has just been let in.
  isOtherCode(text, result) {
    const apart = Math.abs(Date.parse(result.first_entry_at) - this.#letIn.moment);
    const isSame = this.#letIn.isHere && result.verdict === "already_in" && apart < 1000;
    if (isSame) this.#letIn.texts.add(text);
    return isSame;
  }

  letIn(text, moment) {
    this.#letIn = { moment, texts: new Set([text]), isHere: true };
  }
}
