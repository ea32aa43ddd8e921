// For the page that holds a form while its writer signs in in another tab: takes that sign-in's token over when this tab is
// looked at again. Without this the form is shown once more with its new token, and sent by a second press.
const form = document.getElementById("again");
const status = document.getElementById("again-status");

async function takeToken() {
  if (document.hidden) return;
  try {
    const answer = await fetch(form.dataset.signedIn, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("token");
    if (!found) return;
    form.elements.csrfmiddlewaretoken.value = found.elements.csrfmiddlewaretoken.value;
    status.textContent = `You are signed in as ${found.dataset.user}.`;
  } catch {
    // the network is away: the press of the button will tell
  }
}

document.addEventListener("visibilitychange", takeToken);
addEventListener("focus", takeToken);
