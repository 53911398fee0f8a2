// Passkeys: asks the browser, and sends what it answers by the page's own form.
(() => {
  const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const make = (asked) => navigator.credentials.create({ publicKey: {
    challenge: octets(asked.challenge),
    rp: { id: asked.host, name: asked.host },
    user: { id: new TextEncoder().encode(asked.account), name: asked.name, displayName: asked.name },
    pubKeyCredParams: asked.algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
  } });
  const use = (asked) => navigator.credentials.get({ publicKey: {
    challenge: octets(asked.challenge), rpId: asked.host, userVerification: 'required',
  } });
  for (const form of document.querySelectorAll('.passkey-form')) {
    const asked = JSON.parse(form.dataset.passkey);
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      try {
        const credential = await (asked.algorithms ? make(asked) : use(asked));
        const answer = credential.response;
        form.elements.client_data.value = text(answer.clientDataJSON);
        form.elements.data.value = text(asked.algorithms ? answer.attestationObject : answer.authenticatorData);
        if (!asked.algorithms) form.elements.signature.value = text(answer.signature);
        form.elements.credential.value = text(credential.rawId);
        form.submit();
      } catch {
        form.querySelector('.passkey-said').textContent = form.dataset.passkeyFailed;
      }
    });
  }
})();
