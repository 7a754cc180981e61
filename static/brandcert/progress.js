/* Progressive enhancement only: without this file the page of a job loads itself again every few seconds. */
"use strict";
(() => {
  const PAUSE = 2000;
  const shown = document.querySelector("[data-progress]");
  if (!shown) return;
  const phase = shown.dataset.progress;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("[data-progress]");
        /* Another phase has other buttons; a page without progress asks to sign in. */
        if (!fresh || fresh.dataset.progress !== phase) { location.reload(); return; }
        if (fresh.innerHTML !== shown.innerHTML) shown.replaceChildren(...fresh.childNodes);
        const rows = document.querySelector("table.plain-table tbody");
        const later = page.querySelector("table.plain-table tbody");
        if (rows && later && !rows.contains(document.activeElement)) rows.replaceWith(later);
      }
    } catch { /* the network comes back, or the reader loads the page */ }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
})();
