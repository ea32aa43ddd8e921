// Gives Django's pickers the names that its scripts leave out, for those who hear the page: the fields in which one
// types to find a row, and the signs beside the two boxes of a long choice. Nothing else depends on this script.
const shown = (select) => select.nextElementSibling?.matches(".select2-container") ? select.nextElementSibling : null;

function label(select) {
  const column = select.closest("td")?.className.match(/field-([\w-]+)/)?.[1]; // in a table the head of the column
  const found = select.labels?.[0] ?? select.closest("table")?.querySelector(`th.column-${column}`);
  if (found) found.id ||= `label-of-${select.id}`;
  return found?.id ?? "";
}

function name(element, label) {
  if (element && label) element.setAttribute("aria-labelledby", label);
}

function nameAll() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const picker = shown(select);
    if (!picker) continue;
    const id = label(select), value = picker.querySelector(".select2-selection__rendered");
    if (select.multiple) {
      value.setAttribute("role", "list"); // beside its items there is a sign that empties it
      name(picker.querySelector(".select2-search__field"), id);
    } else if (id) {
      name(value, id);
      name(picker.querySelector(".select2-selection"), `${id} ${value.id}`);
    }
  }
  const signs = document.querySelectorAll("span.help-tooltip[aria-label]:not([role])");
  signs.forEach((sign) => sign.setAttribute("role", "img"));
}

// The field that opens below a picker is made anew each time.
addEventListener("focusin", ({ target }) => {
  if (!target.matches?.(".select2-dropdown .select2-search__field")) return;
  const open = document.querySelector(".select2-container--open:not(:has(.select2-dropdown))");
  if (open?.previousElementSibling?.matches("select")) name(target, label(open.previousElementSibling));
});
document.addEventListener("formset:added", () => setTimeout(nameAll));
if (document.readyState === "complete") setTimeout(nameAll);
else addEventListener("load", () => setTimeout(nameAll)); // after Django's own scripts have laid out their pickers
