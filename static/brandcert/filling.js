/* Saving while one types, merging with what others save meanwhile, and losing nothing when saving is not possible.
   Progressive enhancement: without this file the buttons of the same form save, merge and compare on the server. */
"use strict";
(() => {
  const form = document.querySelector("form[data-autosave]");
  const PREFIX = "brandcert:unsaved:";
  const WEEK = 7 * 24 * 60 * 60 * 1000;

  /* Storage may be forbidden or full: then the server alone keeps. */
  const storage = {
    read(key) { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing is there */ } },
    keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } },
  };
  if (!form) return;

  const mineOnly = `${PREFIX}${form.dataset.person}:`;
  const place = `${mineOnly}${form.dataset.autosave}`;
  for (const key of storage.keys()) {
    const kept = storage.read(key);
    if (!key.startsWith(mineOnly) || !kept || Date.now() - kept.at > WEEK) storage.drop(key);
  }

  const say = (words) => { const note = form.querySelector("[data-saved]"); if (note && words) note.textContent = words; };
  const words = (name) => form.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`];
  const isOurs = (name) => name && !/^(seen-|theirs-|keep-|page-note$|csrfmiddlewaretoken$|go$)/.test(name);
  const belongs = (name, key) => name === key || name === `rows-${key}` || name.startsWith(`${key}-`);
  const now = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => isOurs(name) && typeof value === "string"));
  const holder = (key) => document.getElementById(key)?.closest("section.entry-list") || [...form.elements].find((part) => part.name && belongs(part.name, key))?.closest(".field");
  const titleOf = (key) => holder(key)?.querySelector("label, legend, h2")?.firstChild?.textContent?.trim() || key;

  /* What the page showed and what the server has of it: the base every answer is compared with. */
  let base = now();
  /* What stands here from an earlier, failed save is not saved either. */
  if (document.getElementById("unsaved")) base = { ...base, "": "x" };
  const changed = () => {
    const shown = now();
    return [...new Set([...Object.keys(base), ...Object.keys(shown)])].filter((name) => name && (base[name] ?? "") !== (shown[name] ?? ""));
  };

  const remember = () => {
    const names = changed();
    if (!names.length) { storage.drop(place); return true; }
    const shown = now();
    const marks = {};
    for (const part of form.querySelectorAll("input[name^='seen-']")) marks[part.name] = part.value;
    return storage.write(place, { at: Date.now(), fields: Object.fromEntries(names.map((name) => [name, shown[name] ?? ""])), marks });
  };

  const put = (name, value) => {
    const part = form.elements[name];
    if (!part) return false;
    if (part instanceof RadioNodeList || part.type !== "checkbox") part.value = value;
    else part.checked = Boolean(value);
    return true;
  };

  /* ---- two answers to one question */
  const clashOf = (key) => document.getElementById(`clash-${key}`);
  const showClash = (key, told) => {
    let panel = clashOf(key);
    if (!panel) {
      const copy = document.querySelector("template[data-clash]").content.cloneNode(true);
      panel = copy.querySelector("fieldset");
      panel.id = `clash-${key}`;
      panel.dataset.clashOf = key;
      for (const part of panel.querySelectorAll("input")) part.name = part.name.replace("NAME", key);
      panel.querySelector("[data-label]").textContent = ` – ${titleOf(key)}`;
      holder(key)?.before(copy);
      panel = clashOf(key);
    }
    if (!panel) return;
    const mark = panel.querySelector("input[type=hidden]");
    if (mark.value !== told.mark) for (const choice of panel.querySelectorAll("input[type=radio]")) choice.checked = false;
    mark.value = told.mark;
    panel.querySelector("[data-theirs]").textContent = told.shown || "–";
    panel.querySelector("[data-mine]").textContent = now()[key] || "–";
  };

  const showFault = (key, text) => {
    const field = holder(key);
    if (!field) return;
    for (const old of field.querySelectorAll("[data-live]")) old.remove();
    field.classList.toggle("has-error", Boolean(text) || Boolean(field.querySelector(".errorlist")));
    if (!text) return;
    const list = document.querySelector("template[data-fault]").content.cloneNode(true);
    list.querySelector("[data-words]").textContent = text;
    const input = [...field.querySelectorAll("input, textarea, select")].find((part) => part.type !== "hidden");
    (input?.closest(".field > *") || input)?.before(list);
  };

  /* ---- the answer of the server, question by question */
  const settle = (key, told, sent) => {
    const names = Object.keys(sent).filter((name) => belongs(name, key));
    const mark = form.elements[`seen-${key}`];
    if (told.state === "conflict") { showClash(key, told); return; }
    if (told.state === "fault") { showFault(key, document.activeElement && belongs(document.activeElement.name || "", key) ? "" : told.words); return; }
    showFault(key, "");
    if (told.state === "saved") {
      for (const name of names) base[name] = sent[name];
      if (mark) mark.value = told.mark;
      clashOf(key)?.remove();
      return;
    }
    /* Others changed it. It is shown as it is now, unless something is being typed there at this very moment. */
    const isChosen = Boolean(clashOf(key));
    const label = titleOf(key);
    if (typeof told.value !== "string" || names.length > 1 || (names.length && names[0] !== key)) { say(words("reload").replace("{label}", label)); return; }
    if (!isChosen && (now()[key] ?? "") !== (base[key] ?? "")) return;
    put(key, told.value);
    base[key] = told.value;
    if (mark) mark.value = told.mark;
    clashOf(key)?.remove();
    if (!isChosen) say(words("others").replace("{label}", label));
  };

  const failed = (what) => {
    remember();
    say(words(what) || form.querySelector("[data-saved]")?.dataset.saveFailed);
    form.querySelector("[data-sign-in-again]").hidden = what !== "expired" && what !== "stale";
  };
  const answered = (told, sent, isOk) => {
    if (!isOk && !told.fields) { failed("failed"); return; }
    const note = form.querySelector("[data-saved]");
    form.querySelector("[data-sign-in-again]").hidden = true;
    const states = Object.values(told.fields).map((one) => one.state);
    say(states.includes("conflict") ? words("conflict") : states.includes("fault") ? words("fault") : note?.dataset.savedAt?.replace("{time}", told.saved_at));
    for (const [key, one] of Object.entries(told.fields)) settle(key, one, sent);
    delete base[""];
    remember();
    if (!changed().length) form.dispatchEvent(new Event("brandcert:saved"));
  };
  const begin = () => say(form.querySelector("[data-saved]")?.dataset.saving);
  const keeper = window.brandcertSaving(form, { take: now, begin, answered, failed, closed: remember });

  let pause = 0;
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(pause);
    pause = setTimeout(remember, 200);
    keeper.later(event.target.name?.startsWith("keep-") ? 100 : 1200);
  });
  form.addEventListener("submit", () => { keeper.stop(); clearTimeout(pause); remember(); });
  window.addEventListener("online", () => { if (changed().length) keeper.later(100); });
  window.addEventListener("pagehide", remember);
  /* Whoever goes to sign in again leaves nothing behind: the text is kept. */
  form.querySelector("[data-sign-in-again] a")?.addEventListener("click", () => { remember(); form.dispatchEvent(new Event("brandcert:saved")); });

  /* ---- what an earlier visit could not save */
  const offer = document.querySelector("[data-restore]");
  /* A number or a code is stored as the server understood it ("１２３" is 123, "1e5" is 100000): that is no other answer. */
  const plain = (text) => text.normalize("NFKC").replace(/[\s,]/g, "");
  const isSame = (name, shown, typed) => {
    if (shown.trim() === typed.trim()) return true;
    if (form.elements[name]?.tagName !== "INPUT" || !shown || !typed) return false;
    const [one, other] = [plain(shown), plain(typed)];
    return one === other || (one !== "" && other !== "" && Number(one) === Number(other));
  };
  const kept = storage.read(place);
  const open = kept ? Object.keys(kept.fields).filter((name) => !isSame(name, now()[name] ?? "", kept.fields[name])) : [];
  if (kept && !open.length) storage.drop(place);
  if (offer && open.length) {
    offer.hidden = false;
    const names = open.map(titleOf);
    offer.querySelector("[data-restore-names]").textContent = [...new Set(names)].join("、");
    offer.querySelector("[data-restore-take]").addEventListener("click", () => {
      for (const name of open) {
        if (!put(name, kept.fields[name])) continue;
        const mark = form.elements[`seen-${name}`];
        if (mark && kept.marks[`seen-${name}`]) mark.value = kept.marks[`seen-${name}`];
      }
      offer.hidden = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      holder(open[0])?.querySelector("input, textarea, select")?.focus();
    });
    offer.querySelector("[data-restore-drop]").addEventListener("click", () => { storage.drop(place); offer.hidden = true; });
  }
})();
