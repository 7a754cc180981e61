/* Saving while one types: one request at a time, a moment after the last key, again with growing waits after a failure.
   The script of a page is loaded after this one and says what it sends, what an answer means and what to tell the reader. */
"use strict";
window.brandcertSaving = (form, page) => {
  const WAITS = [4000, 10000, 30000, 60000];
  const PATIENCE = 20000;
  let timer = 0;
  let running = false;
  let again = false;
  let isOver = false;
  let failures = 0;

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const stop = () => clearTimeout(timer);
  const retry = () => later(WAITS[Math.min(failures++, WAITS.length - 1)]);
  const isJson = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

  /* What stands here can be copied, but not saved any more: the words of the server, and the way to what is stored. */
  const close = (told) => {
    isOver = true;
    stop();
    const note = form.querySelector("[data-saved]");
    note.textContent = told.words;
    note.classList.add("is-late");
    const link = document.createElement("a");
    link.href = told.closed;
    link.textContent = form.dataset.openInstead;
    note.append(" ", link);
    form.dispatchEvent(new Event("brandcert:saved"));
  };

  /* Whoever signed in again in another window holds another mark against forgery: a page that says so fetches it, once. */
  const send = async (signal, mayRenew = Boolean(page.isRenewing)) => {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "autosave" }, credentials: "same-origin", redirect: "manual", signal });
    const told = isJson(answer) ? await answer.json() : null;
    const isStale = answer.status === 403 && !told?.words;
    if (isStale && mayRenew && (await renew(signal))) return send(signal, false);
    return { answer, told, isStale };
  };
  const renew = async (signal) => {
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual", signal });
    if (!answer.ok) return false;
    const there = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
    const here = form.querySelector("[name=csrfmiddlewaretoken]");
    if (!there || !here) return false;
    here.value = there.value;
    return true;
  };

  async function save() {
    stop();
    if (isOver) return;
    if (running) { again = true; return; }
    running = true;
    again = false;
    page.begin();
    const sent = page.take();
    const quit = new AbortController();
    const limit = setTimeout(() => quit.abort(), PATIENCE);
    try {
      const { answer, told, isStale } = await send(quit.signal);
      if (answer.type === "opaqueredirect" || answer.status === 401) page.failed("expired");
      else if (isStale) page.failed("stale");
      else if (!told) { page.failed("failed"); if (answer.status >= 500) retry(); }
      else if (told.closed) { close(told); page.closed?.(); }
      else { failures = 0; page.answered(told, sent, answer.ok); }
    } catch {
      page.failed(navigator.onLine === false ? "offline" : "failed");
      retry();
    } finally {
      clearTimeout(limit);
      running = false;
      if (again) later(300);
    }
  }
  return { later, stop, isBehind: () => again };
};
