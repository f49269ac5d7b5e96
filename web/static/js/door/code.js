// The printed code of a badge as a person, a hand scanner or an input method left it (badges/codes.py says why).
const ALPHABET = "0123456789CFGHJKMNPRTVX";
const LENGTH = 12;
const LONGEST = 64;
const CHECK_SUM = 7;
const LOOKS_LIKE = { O: "0", Q: "0", D: "0", I: "1", L: "1", Z: "2", S: "5", B: "8" };
const SEPARATOR = /^[\s\x1c-\x1f\x85._\p{Pd}\p{Cf}]$/u;
const STROKE = "\u0335"; // the bar of đ, which Unicode does not take apart
const MARKS = `${STROKE}\u0302\u031b\u0306\u0300\u0301\u0309\u0303\u0323`;
const TONES = MARKS.slice(4);
const METHODS = [["", "", "W", "W", "F", "S", "R", "X", "J"], [..."967821345"]].map((keys) => new Map([...MARKS].map((mark, i) => [mark, keys[i]])));

export function isCode(text) {
  if (text.length !== LENGTH) return false;
  let sum = 0;
  for (let i = 0; i < LENGTH; i++) {
    const value = ALPHABET.indexOf(text[i]);
    if (value < 0) return false;
    sum += (i + 1) * value;
  }
  return sum % ALPHABET.length === CHECK_SUM;
}

// The keys pressed under an input method, without separators, look-alikes resolved.
function asTyped(text, method) {
  let keys = "";
  for (const character of text.normalize("NFKC").toUpperCase()) {
    let [letter, ...marks] = character.normalize("NFD");
    if (SEPARATOR.test(letter)) continue;
    if (letter === "Đ") [letter, marks] = ["D", [STROKE]];
    keys += letter;
    for (const mark of marks.sort((a, b) => TONES.indexOf(a) - TONES.indexOf(b))) keys += (method.get(mark) ?? mark) || letter;
  }
  return keys.replace(/[OQDILZSB]/g, (letter) => LOOKS_LIKE[letter]);
}

// The code that was meant, or null where no reading, or more than one, passes the check.
export function normalise(text) {
  if (text.length > 2 * LONGEST || [...text].length > LONGEST) return null;
  const codes = new Set(METHODS.map((method) => asTyped(text, method)).filter(isCode));
  return codes.size === 1 ? [...codes][0] : null;
}
