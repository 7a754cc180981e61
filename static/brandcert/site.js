/* Progressive enhancement only: every page works without this file. */
"use strict";
(() => {
  /* After a refused form the reader starts at the list of errors; a line of it leads into its field. */
  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    /* A form without an address of its own is sent to "…#main" once the link to the content was used: the browser goes there, last. */
    if (location.hash) window.addEventListener("load", () => setTimeout(() => summary.focus()));
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const group = field.closest(".field") || field;
      group.scrollIntoView({ block: "start" });
      const inner = field.matches("fieldset, div") ? field.querySelector("input, select, textarea") : null;
      (inner || field).focus({ preventScroll: true });
    });
  }

  /* Leaving a page with unsaved input asks first. Forms opt in with data-guard. */
  let dirty = false;
  const guarded = document.querySelectorAll("form[data-guard]");
  for (const form of guarded) {
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    form.addEventListener("brandcert:saved", () => { dirty = false; });
  }
  if (guarded.length) {
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }

  /* Whoever signs out leaves no unsaved text on this device (filling.js keeps it). */
  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.action, location.href).pathname.endsWith("/logout/")) return;
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("brandcert:unsaved:")) localStorage.removeItem(key);
    } catch { /* storage is forbidden: nothing is kept */ }
  });

  /* A second click must not send a form twice. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    /* A download leaves the page where it is: the next one may follow at once. */
    if (form.hasAttribute("data-download")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  /* Menus close on Escape and when the focus or a click goes elsewhere. */
  const menus = document.querySelectorAll("details.menu");
  const close = (except) => { for (const menu of menus) if (menu !== except) menu.open = false; };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus) if (menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => close(event.target.closest("details.menu")));
  document.addEventListener("focusin", (event) => close(event.target.closest("details.menu")));

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      source.select();
      try { await navigator.clipboard.writeText(source.value); } catch { document.execCommand("copy"); }
      button.textContent = button.dataset.copied;
    });
  }
})();
