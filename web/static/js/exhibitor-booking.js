// The page of a booking: the sign shows what is typed, what is typed survives a closed page on this device, and the end
// of the clock asks the server what that means.
const page = document.querySelector("[data-booking]");
const form = page?.querySelector("form[data-draft]");
const key = `booking:${page?.dataset.booking}`;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}

function keep() {
  const typed = Object.fromEntries([...form.elements].filter((one) => one.matches(".in")).map((one) => [one.name, one.value]));
  try {
    localStorage.setItem(key, JSON.stringify(typed));
  } catch {
    // private windows keep nothing; the form works all the same
  }
}

function show(input) {
  const preview = page.querySelector("[data-fascia-preview]");
  const count = page.querySelector("[data-fascia-count]");
  if (preview) preview.textContent = input.value;
  if (count) count.textContent = [...input.value].length;
}

if (form) {
  const fascia = form.querySelector("[data-fascia]");
  if (!form.querySelector("[aria-invalid]"))
    for (const [name, value] of Object.entries(kept())) if (form.elements[name]) form.elements[name].value = value;
  show(fascia);
  form.addEventListener("input", (event) => {
    if (event.target === fascia) show(fascia);
    keep();
  });
} else if (page) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

document.addEventListener("clock:end", () => setTimeout(() => location.reload(), 1200));
