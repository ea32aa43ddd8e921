// What was just added to a form is filled in: its folds stand open. Without this they are opened by hand.
document.addEventListener("formset:added", (event) => {
  for (const fold of event.target.querySelectorAll("details")) fold.open = true;
});
