/* Sending: one entry at a time, each with the key it was made with. What is not taken stays, with the server's words. */
"use strict";
(() => {
  const root = document.querySelector("[data-field]");
  const { store } = window.field;
  const ORDER = ["line", "finding", "photo", "signature"];

  class SignedOut extends Error {}
  /* The server stumbled over this one entry; the others are sent all the same, and this one later. */
  class Stumbled extends Error {}
  const LATER = [403, 408, 425, 429];

  /* Whose session it is, a fresh token and the visits; raises SignedOut when the server wants somebody to sign in. */
  const ask = async () => {
    const answer = await fetch(root.dataset.state, { credentials: "same-origin", cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) throw new SignedOut();
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const post = async (entry, token) => {
    const form = new FormData();
    form.append("key", entry.key);
    form.append("kind", entry.kind);
    for (const [name, value] of Object.entries(entry.values)) form.append(`v-${name}`, value);
    if (entry.kind === "photo") {
      const file = await store.get("files", entry.id);
      /* Without its file the picture has arrived before: the server knows its key. */
      if (file) form.append("file", new Blob([file.bytes]), file.name);
    }
    const place = root.dataset.send.replace("/0/", `/${entry.visit}/`);
    const answer = await fetch(place, { method: "POST", body: form, headers: { "X-CSRFToken": token, "X-Requested-With": "upload" }, credentials: "same-origin", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
    const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => null) : null;
    if (told?.state) return told;
    /* A token that is not valid any more, or a request that broke on its way: nothing was decided about the entry. */
    if (told && answer.status === 403) throw new SignedOut();
    if (answer.status < 400 || answer.status >= 500 || LATER.includes(answer.status)) throw new Stumbled(String(answer.status));
    /* Too large, or not let through at all: the same would come back each time. */
    return { state: "fault", words: root.dataset.sayBarred.replace("{status}", answer.status) };
  };

  /* What the server has is taken into the visit first and leaves the entries then: cut off in between, it is only sent once more. */
  const settle = async (entry, told) => {
    const code = entry.values.code;
    if (told.state === "saved") {
      await store.change("visits", entry.visit, (visit) => {
        if (!visit) return undefined;
        if (entry.kind === "line") visit.lines[code] = told.line;
        if (entry.kind === "finding" && !visit.findings.some((one) => one.key === entry.key)) visit.findings.push({ ...entry.values, key: entry.key, gravity: entry.values.severity, severity: entry.label });
        if (entry.kind === "photo") { visit.photos += 1; (visit.pictures ??= []).push(entry.values.sha256); }
        if (entry.kind === "signature") (visit.signatures ??= []).push(entry.told);
        return visit;
      });
      if (entry.kind === "photo") { await store.write(["files", "delete", entry.id], ["entries", "delete", entry.id]); return; }
      /* Typed on while it was being sent: the next version stands on what was just saved. */
      await store.change("entries", entry.id, (now) => (!now ? undefined : now.key === entry.key ? null : { ...now, values: { ...now.values, seen: told.line.mark } }));
    } else if (told.state !== "again") {
      await store.change("entries", entry.id, (now) => (now && (now.key === entry.key || told.state === "clash") ? { ...now, state: told.state, words: told.words, theirs: told.theirs ? told.theirs[code] : null, without: told.without || [], tried: false } : undefined));
    }
  };

  /* A refused entry waits again, without what the server can never take. */
  const waiting = (entry) => ({ ...entry, state: "waiting", words: "", without: [], values: Object.fromEntries(Object.entries(entry.values).filter(([name]) => !(entry.without || []).includes(name))) });
  const again = (id) => store.change("entries", id, (now) => (now?.state === "fault" ? waiting(now) : undefined));
  /* The cause of a refusal may be gone: everything refused of this person, or of one visit, waits again. */
  const allAgain = async (person, visit = 0) => {
    for (const entry of await store.all("entries")) if (entry.person === person && (!visit || entry.visit === visit)) await again(entry.id);
  };

  /* Send everything that waits. Several windows take turns. Returns what the server told last, and over how many entries it stumbled. */
  const send = async (person, shown) => {
    const told = await ask();
    if (person && told.person !== person) return told;
    const queue = (await store.all("entries")).filter((entry) => entry.person === told.person && entry.state === "waiting");
    queue.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) || one.at - other.at);
    let stumbled = 0;
    for (const entry of queue) {
      /* The picture of a finding that is not taken yet waits for it. */
      if (entry.values.finding && await store.get("entries", entry.values.finding)) continue;
      await store.change("entries", entry.id, (now) => (now && now.key === entry.key ? { ...now, tried: true } : undefined));
      try {
        const outcome = await post(entry, told.token);
        await settle(entry, outcome);
        await shown(outcome.state);
      } catch (error) {
        if (!(error instanceof Stumbled)) throw error;
        stumbled += 1;
      }
    }
    return { ...(queue.length ? await ask() : told), stumbled };
  };

  const alone = (work) => (navigator.locks ? navigator.locks.request("brandcert-field", work) : work());
  window.field.sending = { SignedOut, waiting, again, allAgain, send: (person, shown) => alone(() => send(person, shown)) };
})();
