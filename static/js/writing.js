// Words, sentences and reading grade beside the fields of a record's form, as the server counts them, and tags that its
// title and annotation name, while somebody types. One that is ticked goes into the field of tags.
const button = document.getElementById("look-over");
const form = button?.form;
const NAMES = ["annotation", "in_brief"];
const SENT = [...NAMES, "title", "tags", "language"];
const offered = form?.querySelector(".offered");
let timer, asked = 0;

function lineOf(name) {
  const field = form?.elements[name];
  if (!field) return null;
  const line = Object.assign(document.createElement("p"), { className: "help writing__figures", id: `${field.id}_figures` });
  field.closest(".form-row").append(line);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  return line;
}

const lines = button ? Object.fromEntries(NAMES.map((name) => [name, lineOf(name)])) : {};

// Those that are offered already keep their box, so that the focus stays where it is.
function offer(tags) {
  if (!offered) return;
  const boxes = [...offered.querySelectorAll("input")];
  for (const box of boxes) if (!tags.includes(box.value)) box.closest("label").remove();
  for (const tag of tags.filter((tag) => !boxes.some((box) => box.value === tag))) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "tags-add", value: tag });
    const label = document.createElement("label");
    label.append(box, ` Add “${tag}”`);
    offered.querySelector("fieldset").append(label);
  }
  offered.hidden = tags.length === 0;
}

// Quoted where a comma would part it, as the server writes it.
function take(box) {
  const field = form.elements.tags, next = box.closest("label").nextElementSibling?.querySelector("input") ?? field;
  const name = /[,;，；、،؛]/.test(box.value) ? `"${box.value}"` : box.value;
  field.value = [field.value.trim().replace(/,$/, ""), name].filter(Boolean).join(", ");
  box.closest("label").remove();
  offered.hidden = !offered.querySelector("input");
  next.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

async function count() {
  const mine = (asked += 1);
  const sent = new FormData();
  for (const name of [...SENT, "csrfmiddlewaretoken"]) sent.set(name, form.elements[name]?.value ?? "");
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: sent, headers: { accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    const { texts, tags } = await answer.json();
    offer(tags);
    for (const [name, told] of Object.entries(texts)) {
      lines[name]?.replaceChildren([`${told.figures}.`, ...told.remarks].join(" "));
      lines[name]?.classList.toggle("writing__remark", told.remarks.length > 0);
    }
  } catch {
    // the network is away: the figures stay as they were
  }
}

if (form && form.elements.csrfmiddlewaretoken) {
  form.addEventListener("input", (event) => {
    if (!SENT.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(count, 400);
  });
  offered?.addEventListener("change", (event) => take(event.target));
  count();
}
