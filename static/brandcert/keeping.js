/* Text that could not be saved stays on this device, for its writer alone, until it is saved or the writer signs out (site.js).
   The script of a page says what its fields are; the page offers what an earlier visit could not save. */
"use strict";
window.brandcertKeeping = (form, take, restored) => {
  const PREFIX = "brandcert:unsaved:";
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const mineOnly = `${PREFIX}${form.dataset.person}:`;
  const place = `${mineOnly}${form.dataset.keep}`;
  /* Storage may be forbidden or full: then the server alone keeps. */
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* nothing is there */ } };
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };
  for (const key of keys()) {
    const found = read(key);
    if (!key.startsWith(mineOnly) || !found || Date.now() - found.at > WEEK) drop(key);
  }
  const isText = (name) => !/^(seen-|theirs-|keep-|revision$|confirm$)/.test(name);
  const shown = () => Object.fromEntries(Object.entries(take()).filter(([name]) => isText(name)));
  const names = (one, other) => [...new Set([...Object.keys(one), ...Object.keys(other)])];
  /* What the server has. A refused form shows what it has not. */
  const stored = form.querySelector(".errorlist") ? {} : shown();

  const remember = () => {
    const now = shown();
    const open = names(stored, now).filter((name) => (stored[name] ?? "") !== (now[name] ?? ""));
    if (!open.length) { drop(place); return; }
    const marks = Object.fromEntries(Object.entries(take()).filter(([name]) => name.startsWith("seen-")));
    const kept = { at: Date.now(), fields: Object.fromEntries(open.map((name) => [name, now[name] ?? ""])), marks };
    try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* the page itself still holds it */ }
  };
  const saved = (belongs, sent) => {
    for (const name of names(stored, sent).filter((one) => isText(one) && belongs(one))) stored[name] = sent[name] ?? "";
    remember();
  };

  /* "6" is stored as 6.00 and "1，3" as 1, 3: that is no other entry. */
  const plain = (text) => text.normalize("NFKC").replace(/[\s,、;；]/g, "");
  const isSame = (one, other) => plain(one) === plain(other) || (one !== "" && other !== "" && Number(one) === Number(other));
  const offer = document.querySelector("[data-restore]");
  const kept = read(place);
  const before = shown();
  const open = kept ? Object.keys(kept.fields).filter((name) => form.elements[name] && !isSame(before[name] ?? "", kept.fields[name])) : [];
  if (kept && !open.length) drop(place);
  if (offer && open.length) {
    offer.hidden = false;
    offer.querySelector("[data-restore-names]").textContent = [...new Set(open.map((name) => name.replace(/^[a-z]+-/, "")).map((name) => form.querySelector(`label[for='id_${name}']`)?.textContent.trim() || name))].join("、");
    offer.querySelector("[data-restore-take]").addEventListener("click", () => {
      for (const name of open) {
        const part = form.elements[name];
        if (part.type === "checkbox") part.checked = Boolean(kept.fields[name]);
        else part.value = kept.fields[name];
      }
      restored(open, kept.marks);
      offer.hidden = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      form.elements[open[0]].focus();
    });
    offer.querySelector("[data-restore-drop]").addEventListener("click", () => { drop(place); offer.hidden = true; });
  }
  let pause = 0;
  form.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(remember, 200); });
  form.addEventListener("submit", () => { clearTimeout(pause); remember(); });
  return { remember, saved };
};
