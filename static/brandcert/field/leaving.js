/* Signing out of a phone that goes along on visits (store.js): its page asks before something unsent is lost; else
   everything of it goes. */
(() => {
  "use strict";
  const forgetVisits = () => Promise.race([
    Promise.all([
      new Promise((resolve) => { const request = indexedDB.deleteDatabase("brandcert-field"); request.onsuccess = request.onerror = resolve; }),
      caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("brandcert-field-")).map((name) => caches.delete(name)))),
    ]),
    new Promise((resolve) => { setTimeout(resolve, 2000); }),
  ]);
  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.action, location.href).pathname.endsWith("/logout/")) return;
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem("brandcert:field")); } catch { return; }
    if (!kept) return;
    event.preventDefault();
    if (kept.unsent) { location.assign(`${kept.place}#leaving`); return; }
    localStorage.removeItem("brandcert:field");
    localStorage.removeItem("brandcert:field-person");
    forgetVisits().finally(() => event.target.submit());
  });
})();
