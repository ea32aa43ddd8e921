// Items of a plan can be dragged to their place. Without it, buttons and numbered boxes do the same.
const form = document.querySelector("[data-plan-order]");
const list = form?.querySelector(".entries");
let dragged = null;
let dropped = false;

for (const entry of list?.children ?? []) {
  entry.draggable = true;
  entry.addEventListener("dragstart", (event) => {
    dragged = entry;
    dropped = false;
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
    if (!dropped) { location.reload(); return; } // given up: as it was
    const boxes = [...list.querySelectorAll("input")];
    if (boxes.every((box, index) => box.value === String(index + 1))) return;
    boxes.forEach((box, index) => { box.value = index + 1; });
    form.submit();
  });
}
list?.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
list?.addEventListener("drop", (event) => { dropped = Boolean(dragged); event.preventDefault(); });

// An address can be copied with one click.
for (const box of document.querySelectorAll(".plan-address input")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    box.select();
    try { await navigator.clipboard.writeText(box.value); } catch { document.execCommand("copy"); }
    button.textContent = "Copied";
  });
  box.after(button);
}
