// Shows the button that prints the page. Without script there is none, and browsers print by themselves.
const button = document.querySelector("[data-print]");

if (button) {
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", () => print());
}
