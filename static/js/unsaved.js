// Asks before a changed form of the admin is left, and keeps what was typed for this tab until it is saved, so that it can
// be put back. Passwords, files and security codes are not kept. Nothing depends on this script.
const PREFIX = "typed:";
const LAST_SENT = "last-sent"; // the key of the form that the next page answers
const mark = document.getElementById("unsaved");
const form = mark?.closest("form");
const rows = (name) => [...form.elements].filter((field) => field.name === name);
let sending = false, ended = false;
const CARRIED = ["_began", "_nonce"]; // what the typed text belongs to: joined with others' work, and sent once

function store(key, value) {
  try {
    if (value === undefined) return JSON.parse(sessionStorage.getItem(key));
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // storage may be refused or full; the question before leaving remains
  }
  return null;
}

function forget() {
  try {
    Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => store(key, null));
  } catch {
    // nothing is kept then
  }
}

function values() {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || ["password", "file", "submit", "button", "fieldset"].includes(field.type)) continue;
    if (field.name === "csrfmiddlewaretoken" || field.name.includes("__prefix__") || field.name.endsWith("_old")) continue;
    if (field.type === "hidden" && field.name.startsWith("_") && !CARRIED.includes(field.name)) continue;
    const kept = (found[field.name] ??= []);
    if (["checkbox", "radio"].includes(field.type)) {
      if (field.checked) kept.push([field.value, ""]);
    } else if (field.type === "select-multiple") {
      const all = field.id.endsWith("_to") ? [...field.options] : [...field.selectedOptions];
      kept.push(...all.map((option) => [option.value, option.text]));
    } else {
      kept.push([field.value, field.selectedOptions?.[0]?.text ?? ""]);
    }
  }
  return found;
}

const content = (found) => JSON.stringify(Object.entries(found).filter(([name]) => !CARRIED.includes(name)));

function choose(select, kept) {
  const wanted = new Set(kept.map(([value]) => value));
  for (const [value, text] of kept) {
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(text, value));
  }
  for (const option of select.options) option.selected = wanted.has(option.value);
}

function move(to, kept) {
  const wanted = new Set(kept.map(([value]) => value));
  const from = document.getElementById(to.id.replace(/_to$/, "_from"));
  for (const option of from.options) option.selected = wanted.has(option.value);
  SelectBox.move(from.id, to.id);
  for (const option of to.options) option.selected = !wanted.has(option.value);
  SelectBox.move(to.id, from.id);
}

function unfold(field) {
  const fold = field.closest("details");
  if (fold) fold.open = true;
}

function addRows(found) {
  for (const name of Object.keys(found).filter((each) => each.endsWith("-TOTAL_FORMS"))) {
    const [total] = rows(name);
    const add = document.querySelector(`#${CSS.escape(name.replace("-TOTAL_FORMS", "-group"))} .add-row a`);
    for (let left = 50; add && left > 0 && Number(total?.value) < Number(found[name][0][0]); left -= 1) add.click();
  }
}

function putBack(found) {
  addRows(found);
  const now = values();
  for (const [name, kept] of Object.entries(found)) {
    if (JSON.stringify(now[name]) !== JSON.stringify(kept)) rows(name).forEach(unfold);
    rows(name).forEach((field, place) => {
      if (["checkbox", "radio"].includes(field.type)) field.checked = kept.some(([value]) => value === field.value);
      else if (field.type === "select-multiple" && field.id.endsWith("_to")) move(field, kept);
      else if (field.tagName === "SELECT") choose(field, kept);
      else if (kept[place]) field.value = kept[place][0];
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

function offer(entry, key, watch) {
  const box = document.createElement("div");
  const time = new Date(entry.at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  box.className = "put-back";
  box.setAttribute("role", "status");
  const text = Object.assign(document.createElement("span"), { textContent: "What you typed here was not saved." });
  const back = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: `Put back what you typed at ${time}` });
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Forget it" });
  back.addEventListener("click", () => { putBack(entry.found); box.remove(); watch(); });
  drop.addEventListener("click", () => { store(key, null); box.remove(); });
  box.append(text, back, drop);
  form.prepend(box);
}

function start() {
  const key = `${PREFIX}${mark.dataset.user}:${location.pathname}`;
  const isShownAgain = document.querySelector(".errornote, .meanwhile") !== null;
  const before = content(values());
  const entry = store(key);
  let touched = isShownAgain, timer;
  const ask = (event) => { if (!sending) event.preventDefault(); };
  const watch = () => {
    const found = values();
    const changed = isShownAgain || content(found) !== before;
    (changed ? addEventListener : removeEventListener)("beforeunload", ask);
    if (!ended && (changed || touched)) store(key, changed ? { at: Date.now(), found } : null);
    touched ||= changed;
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(watch, 300); };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("click", soon);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget) return; // what opens beside leaves this page as it is
    clearTimeout(timer);
    watch();
    sending = true;
    store(LAST_SENT, key);
  });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("pagehide", () => {
    clearTimeout(timer);
    if (!sending) watch();
  });
  if (isShownAgain) watch();
  else if (entry && content(entry.found) !== before) offer(entry, key, watch);
}

// A page that tells of a success is the answer to the form that was sent last; signing out leaves nothing behind.
if (document.querySelector(".messagelist .success") && !document.querySelector(".errornote, .meanwhile")) store(store(LAST_SENT), null);
addEventListener("submit", (event) => {
  if (event.target !== form && event.target.id !== "again") store(LAST_SENT, null);
});
document.getElementById("logout-form")?.addEventListener("submit", () => {
  ended = true;
  forget();
});
if (form) {
  if (document.readyState === "complete") setTimeout(start);
  else addEventListener("load", () => setTimeout(start)); // after Django's own scripts have laid out their pickers
}
