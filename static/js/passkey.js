/* A form with `data-passkey` asks the browser for a passkey and sends what it says. Without script, codes do the same. */
const form = document.querySelector("[data-passkey]");
const button = form.querySelector("button");
const trouble = form.querySelector("[role=alert]");
const make = form.dataset.passkey === "create";
const options = JSON.parse(document.getElementById("passkey-options").textContent);
const NOT_HERE = "This browser or this address has no passkeys. An authenticator app works everywhere.";
const NOT_DONE = "That was not completed. Try again, or use another way.";

function tell(text) {
  trouble.textContent = text;
  trouble.hidden = false;
}

async function ask() {
  const kind = window.PublicKeyCredential;
  if (make) {
    const publicKey = kind.parseCreationOptionsFromJSON(options.creation_options.publicKey);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = kind.parseRequestOptionsFromJSON(options.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask());
      form.submit();
    } catch (error) {
      tell(error.name === "SecurityError" ? NOT_HERE : NOT_DONE);
    } finally {
      button.disabled = false;
    }
  });
} else {
  tell(NOT_HERE);
}
