// Words, sentences and reading grade beside the fields of a record's form, as the server counts them, while somebody types.
const button = document.getElementById("look-over");
const form = button?.form;
const NAMES = ["annotation", "in_brief"];
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

async function count() {
  const mine = (asked += 1);
  const sent = new FormData();
  for (const name of [...NAMES, "language", "csrfmiddlewaretoken"]) sent.set(name, form.elements[name]?.value ?? "");
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: sent, headers: { accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    for (const [name, told] of Object.entries(await answer.json())) {
      lines[name]?.replaceChildren([`${told.figures}.`, ...told.remarks].join(" "));
      lines[name]?.classList.toggle("writing__remark", told.remarks.length > 0);
    }
  } catch {
    // the network is away: the figures stay as they were
  }
}

if (form && form.elements.csrfmiddlewaretoken) {
  form.addEventListener("input", (event) => {
    if (![...NAMES, "language"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(count, 400);
  });
  count();
}
