// A badge on the desk's printer: fetched as a drawing, put on a page of its own, handed to the browser's print, gone again.
// Started with --kiosk-printing, Chromium prints without asking.
const at = (id) => document.getElementById(id);

// `fetchBadge(registration)` gives the SVG's text. Throws what it throws.
export async function printBadge(registration, fetchBadge) {
  const drawing = new DOMParser().parseFromString(await fetchBadge(registration), "image/svg+xml").documentElement;
  const sheet = at("print");
  sheet.replaceChildren(document.importNode(drawing, true));
  const clear = () => sheet.replaceChildren();
  addEventListener("afterprint", clear, { once: true });
  print();
}
