// Two keys for who works without a mouse: Ctrl+S (⌘S) saves the form and goes on with it, Ctrl+K (⌘K) leads to the
// search of a list. No key is taken that types a letter. Nothing depends on this script.
const isApple = /mac|iphone|ipad/i.test(navigator.platform);

function act(event, found, deed) {
  if (!found) return; // the browser then does what it does with this key
  event.preventDefault();
  if (!event.repeat) deed();
}

addEventListener("keydown", (event) => {
  const isHeld = isApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!isHeld || event.altKey || event.shiftKey || event.isComposing) return;
  if (event.key.toLowerCase() === "s") {
    const button = (name) => document.querySelector(`#content input[type=submit][name=${name}]`);
    const save = button("_continue") ?? button("_save");
    act(event, save, () => save.form.requestSubmit(save));
  } else if (event.key.toLowerCase() === "k") {
    const search = document.getElementById("searchbar");
    act(event, search, () => search.select());
  }
});
