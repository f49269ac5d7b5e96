// The end card: "nothing" stands alone, and a sum is only asked where there is something to be paid.
const form = document.querySelector("form[data-outcome]");

if (form) {
  const none = form.querySelector("[data-none]");
  const value = form.querySelector("[data-value]");
  const worth = (form.dataset.worth ?? "").split(" ").filter(Boolean);
  const boxes = [...form.querySelectorAll("input[name=kinds], input[name=became]")];

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (value) value.hidden = worth.length > 0 ? !chosen.some((one) => worth.includes(one)) : chosen.includes("none");
  };
  form.addEventListener("change", (event) => {
    if (none && boxes.includes(event.target) && event.target.checked) {
      for (const box of boxes) {
        if (event.target === none ? box !== none : box === none) box.checked = false;
      }
    }
    show();
  });
  show();
}
