// The browser's part of a passkey: it asks the telephone, the key or the computer, and puts the answer into the
// form. Without script, or without passkeys in this browser, the way in is a code.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** What the server asked, with bytes where the browser wants them. */
function asked({ publicKey: given }) {
  const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));
  return {
    publicKey: {
      ...given,
      challenge: bytes(given.challenge),
      ...(given.user && { user: { ...given.user, id: bytes(given.user.id) } }),
      ...(given.excludeCredentials && { excludeCredentials: known(given.excludeCredentials) }),
      ...(given.allowCredentials && { allowCredentials: known(given.allowCredentials) }),
    },
  };
}

/** What the browser answered, as JSON takes it. */
function answered(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(parts.filter((name) => response[name]).map((name) => [name, text(response[name])])),
  };
}

async function options(form) {
  const inside = document.getElementById("passkey-options");
  return inside ? JSON.parse(inside.textContent) : (await fetch(form.action, { headers: { Accept: "application/json" } })).json();
}

for (const button of document.querySelectorAll("button[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  const { form } = button;
  const failed = document.getElementById("passkey-failed");
  for (const each of document.querySelectorAll("[data-with-passkeys]")) each.hidden = false;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    button.disabled = true;
    try {
      const given = asked(await options(form));
      const made = button.dataset.passkey === "make" ? navigator.credentials.create(given) : navigator.credentials.get(given);
      form.querySelector("[data-answer]").value = JSON.stringify(answered(await made));
      form.submit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
    button.disabled = false;
  });
}
