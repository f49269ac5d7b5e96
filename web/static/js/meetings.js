// The planner after an act by htmx: what happened is said in passing, and the keyboard stays where it was.
// Without script each act is a form of its own that leads back to the page.
const toast = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));

let from = { id: "", part: "" };

document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail?.ctx?.sourceElement ?? event.target;
  const active = document.activeElement;
  from = { id: active?.id || source?.id || "", part: source?.closest?.("section[id]")?.id ?? "" };
});

document.addEventListener("htmx:after:swap", () => {
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
});

// how many times are ticked, said while ticking
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-count]");
  const says = form?.querySelector("[data-ticked]");
  if (!says) return;
  const ticked = form.querySelectorAll("input[name=slots]:checked").length;
  says.textContent = ticked ? says.dataset.ticked.replace("#", ticked) : says.dataset.none;
});
