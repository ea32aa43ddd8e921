// Improves the filter form, which works the same without this: empty fields stay out of the address, and a reader who
// asks for it sees the results change while choosing.
const form = document.getElementById("filters");
const auto = document.getElementById("auto");
const KEPT = "update-as-i-choose";
const SWAPPED = ["list-head", "facets", "list-bar", "results"];
let pending;
let shown = location.pathname + location.search;

form.addEventListener("formdata", ({ formData }) => {
  for (const name of new Set(formData.keys())) {
    const values = formData.getAll(name).filter((value) => value !== "");
    formData.delete(name);
    values.forEach((value) => formData.append(name, value));
  }
});

function remember(choice) {
  try {
    if (choice === undefined) return localStorage.getItem(KEPT) === "yes";
    localStorage.setItem(KEPT, choice ? "yes" : "no");
  } catch {
    return false; // storage may be refused; the choice then lasts for this page
  }
}

function show(fresh) {
  const focused = document.activeElement.id;
  for (const id of SWAPPED) {
    const part = fresh.getElementById(id);
    for (const fold of part.querySelectorAll("details[id]")) {
      const before = document.getElementById(fold.id);
      if (before) fold.open = before.open;
    }
    document.getElementById(id).replaceWith(part);
  }
  document.title = fresh.title;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.getElementById("status").textContent = fresh.getElementById("status").textContent;
}

async function update() {
  pending?.abort();
  pending = new AbortController();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(address, { signal: pending.signal });
    if (!answer.ok) throw new Error(answer.status);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.pushState(null, "", answer.url);
    shown = location.pathname + location.search;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

auto.checked = remember();
auto.closest("label").hidden = false;
document.addEventListener("change", ({ target }) => {
  if (target === auto) remember(auto.checked);
  else if (auto.checked && target.form === form && target.matches("[type=checkbox], select")) update();
});
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload(); // a link inside the page changes neither
});
