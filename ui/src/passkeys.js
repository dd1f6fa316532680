// Passkeys need a script; where there is none, or no such key, the password's form is all there is.
const post = async (path, body) => {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    body: JSON.stringify(body ?? {}),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail);
  return told;
};

const ways = {
  "sign-in": ["/api/passkeys/options", "/api/passkeys/sign-in"],
  prove: ["/api/passkeys/prove/options", "/api/passkeys/prove"],
  new: ["/api/passkeys/new/options", "/api/passkeys/new"],
};

const go = async (form) => {
  const kind = form.dataset.passkey;
  const [ask, tell] = ways[kind];
  const { ticket, publicKey } = await post(ask);
  const credential = kind === "new"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  const beside = kind === "new" ? { label: form.elements.label.value } : { next: form.dataset.next };
  const told = await post(tell, { ticket, credential: credential.toJSON(), ...beside });
  location.assign(told.next);
};

const canRead = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON;
for (const form of canRead ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (sent) => {
    sent.preventDefault();
    const place = form.querySelector("[data-passkey-error]");
    place.textContent = "";
    try {
      await go(form);
    } catch (no) {
      if (no.name !== "NotAllowedError") place.textContent = no.message; // she changed her mind: nothing to say
    }
  });
}
