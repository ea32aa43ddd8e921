// Suggests names and titles below a search box, which works the same without this. The pattern is the editable combobox
// with a list box of the ARIA Authoring Practices, its options in groups: focus stays in the box, the arrows walk the
// options of all groups.
const WAIT = 120;
const LEAST = 2;

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function improve(box) {
  if (box.getAttribute("role") === "combobox") return;
  const list = set(make("div", "suggest"), { id: `${box.id}-list`, role: "listbox", "aria-label": "Suggestions" });
  const status = set(make("p", "hidden"), { role: "status" });
  let options = [];
  let active = -1;
  let timer, pending;
  list.hidden = true;
  box.parentNode.append(list, status);
  set(box, { type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });

  function mark(next) {
    options[active]?.setAttribute("aria-selected", "false");
    active = next;
    const option = options[active];
    if (!option) return box.removeAttribute("aria-activedescendant");
    set(option, { "aria-selected": "true" }).scrollIntoView({ block: "nearest" });
    if (!active) list.scrollTop = 0; // with the heading above it
    box.setAttribute("aria-activedescendant", option.id);
  }

  function close() {
    clearTimeout(timer);
    pending?.abort();
    mark(-1);
    list.hidden = true;
    status.textContent = "";
    box.setAttribute("aria-expanded", "false");
  }

  // The suggestions of a group stand side by side, under its heading, which is no option itself.
  function group(heading, number) {
    const id = `${list.id}-group-${number}`;
    const part = set(make("ul", "plain"), { role: "group", "aria-labelledby": id });
    part.append(set(make("li", "suggest__group", heading), { id, role: "presentation" }));
    list.append(part);
    return part;
  }

  function option({ label, kind, url, count, lang, dir }, place) {
    const note = count === undefined ? kind : `${kind}, ${count.toLocaleString("en")} resource${count === 1 ? "" : "s"}`;
    const item = set(make("li", "suggest__option"), { id: `${list.id}-${place}`, role: "option", "aria-selected": "false" });
    const name = set(make("span", "suggest__label", label), lang ? { lang, dir } : {});
    item.append(name, " ", make("span", "suggest__kind", note));
    item.addEventListener("click", () => {
      close();
      location.assign(url);
    });
    return item;
  }

  function show(found) {
    mark(-1);
    list.replaceChildren();
    options = found.map(option);
    const groups = new Map();
    found.forEach(({ group: heading }, place) => {
      if (!groups.has(heading)) groups.set(heading, group(heading, groups.size));
      groups.get(heading).append(options[place]);
    });
    list.scrollTop = 0;
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = `${found.length || "No"} suggestion${found.length === 1 ? "" : "s"}`;
  }

  async function ask() {
    pending?.abort();
    const text = box.value.trim();
    if (text.length < LEAST) return close();
    pending = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: pending.signal });
      if (!answer.ok) throw new Error(answer.status);
      show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function walk(event, step) {
    event.preventDefault();
    const stops = options.length + 1; // the options, and the box itself
    if (list.hidden) return ask();
    clearTimeout(timer); // who walks the list keeps it: a later answer would take the mark away
    pending?.abort();
    mark(((active + 1 + step + stops) % stops) - 1);
  }

  box.addEventListener("input", () => {
    mark(-1);
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") walk(event, 1);
    else if (event.key === "ArrowUp") walk(event, -1);
    else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      options[active].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) box.value = "";
      close();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) mark(-1);
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // focus stays in the box
}

// A list that updates itself brings a fresh box: it is improved when first used.
document.querySelectorAll("[data-suggest]").forEach(improve);
document.addEventListener("focusin", ({ target }) => target.matches("[data-suggest]") && improve(target));
