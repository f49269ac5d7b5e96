// The planner after an act by htmx: what happened is said in passing, and the keyboard stays where it was.
// Without script each act is a form of its own that leads back to the page.
const toast = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));

// phones show one part of the planner at a time by :target, which a swapped page has not got
const phone = matchMedia("(max-width: 63.99rem)");

let from = { id: "", part: "", y: 0 };
const sourceOf = (event) => event.detail?.ctx?.sourceElement ?? event.target;
const isQuiet = (event) => Boolean(sourceOf(event)?.closest?.("[data-quiet]")); // a part that asks again by itself

document.addEventListener("htmx:before:request", (event) => {
  if (isQuiet(event)) return;
  const source = sourceOf(event);
  const active = document.activeElement;
  from = { y: scrollY, id: active?.id || source?.id || "", part: source?.closest?.("section[id]")?.id ?? "" };
});

document.addEventListener("htmx:after:swap", (event) => {
  if (isQuiet(event)) return;
  if (phone.matches && from.part && document.querySelector(".planner")) {
    history.replaceState(history.state, "", location.pathname + location.search);
    location.replace(`#${from.part}`);
  }
  const said = document.querySelector("#messages");
  const trouble = said?.querySelector("[role=alert]");
  if (trouble) {
    trouble.tabIndex = -1;
    trouble.focus();
    return;
  }
  const back = (from.id && document.getElementById(from.id)) || document.querySelector(`#${from.part || "content"} :is(h2, h1)`);
  if (back) {
    if (!back.matches("a, button, input, select, textarea")) back.tabIndex = -1;
    back.focus({ preventScroll: true });
  }
  if (said) {
    toast(said.textContent.trim());
    said.remove();
  }
  scrollTo({ top: from.y, behavior: "instant" });
});

// how many times are ticked, said while ticking
function count(form) {
  const says = form?.querySelector("[data-ticked]");
  if (!says) return;
  const ticked = form.querySelectorAll("input[name=slots]:checked").length;
  says.textContent = ticked ? says.dataset.ticked.replace("#", ticked) : says.dataset.none;
}
document.addEventListener("change", (event) => count(event.target.closest("form[data-count]")));
document.querySelectorAll("form[data-count]").forEach(count);
