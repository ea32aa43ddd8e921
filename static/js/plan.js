// Items of a plan can be dragged to their place. Without it, buttons and numbered boxes do the same.
const form = document.querySelector("[data-plan-order]");
const list = form?.querySelector(".entries");
let dragged = null;

for (const entry of list?.children ?? []) {
  entry.draggable = true;
  entry.addEventListener("dragstart", (event) => {
    dragged = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.dataset.number);
  });
  entry.addEventListener("dragover", (event) => {
    if (!dragged || dragged === entry) return;
    event.preventDefault();
    const box = entry.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) entry.before(dragged);
    else entry.after(dragged);
  });
  entry.addEventListener("dragend", () => {
    dragged = null;
    const boxes = [...list.querySelectorAll("input")];
    if (boxes.every((box, index) => box.value === String(index + 1))) return;
    boxes.forEach((box, index) => { box.value = index + 1; });
    form.submit();
  });
}
list?.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
