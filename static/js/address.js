// What a filter form shows follows the address: when a reader comes back to the page, the browser would restore boxes that
// were ticked after the list was made. Items ticked for a plan are no filter, and stay.
addEventListener("pageshow", ({ persisted }) => {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!persisted && arrival?.type === "navigate") return; // a first visit: what is ticked was ticked just now
  for (const control of document.getElementById("filters").elements) {
    if (!control.name || control.name === "item") continue;
    if (control.matches("[type=checkbox], [type=radio]")) control.checked = control.defaultChecked;
    else if (control.matches("select")) for (const option of control.options) option.selected = option.defaultSelected;
    else control.value = control.defaultValue ?? control.value;
  }
});
