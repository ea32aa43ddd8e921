// Improves the ways to a record: its permanent link is copied at a click. Without script it leads to the permanent address.
const link = document.querySelector("[data-copy]");
const told = document.querySelector(".get__told");

if (link && navigator.clipboard) {
  link.textContent = link.dataset.copy;
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      told.textContent = `Copied: ${link.href}`;
    } catch {
      location.assign(link.href); // the browser may refuse; the address then stands in its own field
    }
  });
}
