/* Progressive enhancement only: every page works without this file. */
"use strict";
(() => {
  /* After a refused form the reader starts at the list of errors; a line of it leads into its field. */
  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
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

  /* Saving as one types: a form with data-autosave="<url>" posts itself after a pause; its [data-saved] line tells the outcome,
     with the words the server wrote into data-saving, data-saved-at ("… {time}") and data-save-failed. */
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const note = form.querySelector("[data-saved]");
    let timer = 0;
    let round = 0;
    const say = (words) => { if (note && words) note.textContent = words; };
    const save = async () => {
      const mine = ++round;
      say(note?.dataset.saving);
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "autosave" }, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        /* The server tells what is stored now, so that the next save is not taken for somebody else's change. */
        const fresh = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
        for (const [name, value] of Object.entries(fresh.fields || {})) if (form.elements[name]) form.elements[name].value = value;
        if (mine !== round) return;
        const clock = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
        say(note?.dataset.savedAt?.replace("{time}", clock));
        form.dispatchEvent(new Event("brandcert:saved"));
      } catch {
        if (mine === round) say(note?.dataset.saveFailed);
      }
    };
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(save, 1200);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  /* A second click must not send a form twice. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
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
})();
