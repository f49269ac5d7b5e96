// The field takes everything, wherever the focus was: a hand scanner is a keyboard that is faster than people.
import { normalise } from "./code.js";
import { codeIn } from "./enrol.js";

const LONGER_THAN_CODES = 64;

// A token is upper case only, a code is forgiven everything it can be: what else comes was changed on the way.
function isGarbled(text) {
  if (/[^\x20-\x7e]/.test(text)) return normalise(text) === null;
  return text.length > LONGER_THAN_CODES && /[a-z]/.test(text) && codeIn(text) === null;
}

// A key that means something alone; a hand scanner's next one comes sooner than a person's.
const ALONE_MS = 80;

// `alone` is what a key does that stays alone: `{"/": find}`.
export function listen(form, field, { typed, garbled, alone }) {
  function take() {
    const text = field.value.replace(/^[\r\n\t]+|[\r\n\t]+$/g, ""); // a space may belong to a signed token
    field.value = "";
    if (!text.trim()) return;
    if (isGarbled(text)) garbled();
    else typed(text);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || !field.value) return;
    event.preventDefault(); // many hand scanners end with a tab
    take();
  });
  field.addEventListener("input", () => {
    const key = field.value;
    if (!Object.hasOwn(alone, key)) return;
    setTimeout(() => {
      if (field.value !== key) return;
      field.value = "";
      alone[key]();
    }, ALONE_MS);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target === field || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key.length === 1 && !(event.target.matches("button, summary, input, label") && event.key === " ")) field.focus({ preventScroll: true });
  });
}
