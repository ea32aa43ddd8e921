// Improves the ways to a record: its permanent link and its citations are copied at a click. Without script the link leads
// to the permanent address, and a citation is text that can be selected.
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

for (const text of document.querySelectorAll(".cite__text")) {
  if (!navigator.clipboard) break;
  const style = text.previousElementSibling.textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small cite__copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy the citation in ${style}`);
  button.addEventListener("click", async () => {
    const citation = text.querySelector("p");
    const said = document.querySelector(".cite__told");
    try {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([citation.textContent.trim()], { type: "text/plain" }),
        "text/html": new Blob([citation.innerHTML.trim()], { type: "text/html" }),
      })]);
      said.textContent = `Copied: ${style}`;
    } catch {
      getSelection().selectAllChildren(citation); // the browser refused; it can be copied by hand
    }
  });
  text.append(button);
}
