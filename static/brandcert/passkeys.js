/* Passkeys: buttons appear where the browser knows them, and a refusal by the device is said in words. */
"use strict";
(() => {
  const faults = document.querySelectorAll("[data-fault]");
  if (window.PublicKeyCredential) {
    for (const button of document.querySelectorAll("[data-needs-passkeys]")) {
      button.hidden = false;
      button.addEventListener("click", () => { for (const fault of faults) fault.hidden = true; });
    }
  } else {
    for (const fault of faults) if (fault.dataset.fault === "NotSupportedError" && document.querySelector("#mfa_webauthn_add")) fault.hidden = false;
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const name = event.detail.exception ? event.detail.exception.name : "";
    const known = [...faults].find((fault) => fault.dataset.fault === name);
    const shown = known || [...faults].find((fault) => fault.dataset.fault === "");
    if (!shown) return;
    shown.hidden = false;
    shown.scrollIntoView({ block: "center" });
  });
})();
