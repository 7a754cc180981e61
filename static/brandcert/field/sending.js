/* Sending: one entry at a time, each with the key it was made with. What is not taken stays, with the server's words. */
"use strict";
(() => {
  const root = document.querySelector("[data-field]");
  const { store } = window.field;
  const ORDER = ["line", "finding", "photo"];

  class SignedOut extends Error {}

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
      form.append("file", new Blob([file.bytes]), file.name);
    }
    const place = root.dataset.send.replace("/0/", `/${entry.visit}/`);
    const answer = await fetch(place, { method: "POST", body: form, headers: { "X-CSRFToken": token, "X-Requested-With": "upload" }, credentials: "same-origin", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
    if (!(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(String(answer.status));
    const told = await answer.json();
    /* A token that is not valid any more, or a request that broke on its way: nothing was decided about the entry. */
    if (!told.state) throw new (answer.status === 403 ? SignedOut : Error)(String(answer.status));
    return told;
  };

  /* What the server has is taken into the visit first and leaves the entries then: cut off in between, it is only sent once more. */
  const settle = async (entry, told) => {
    const code = entry.values.code;
    if (told.state === "saved") {
      await store.change("visits", entry.visit, (visit) => {
        if (!visit) return undefined;
        if (entry.kind === "line") visit.lines[code] = told.line;
        if (entry.kind === "finding" && !visit.findings.some((one) => one.key === entry.key)) visit.findings.push({ ...entry.values, key: entry.key, severity: entry.label });
        if (entry.kind === "photo") visit.photos += 1;
        return visit;
      });
      await store.write(["files", "delete", entry.id]);
      /* Typed on while it was being sent: the next version stands on what was just saved. */
      await store.change("entries", entry.id, (now) => (!now ? undefined : now.key === entry.key ? null : { ...now, values: { ...now.values, seen: told.line.mark } }));
    } else if (told.state !== "again") {
      await store.change("entries", entry.id, (now) => (now && (now.key === entry.key || told.state === "clash") ? { ...now, state: told.state, words: told.words, theirs: told.theirs ? told.theirs[code] : null, tried: false } : undefined));
    }
  };

  /* Send everything that waits. Several windows take turns. Returns what the server told at the start. */
  const send = async (person, shown) => {
    const told = await ask();
    if (person && told.person !== person) return told;
    const waiting = (await store.all("entries")).filter((entry) => entry.person === told.person && entry.state === "waiting");
    waiting.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) || one.at - other.at);
    for (const entry of waiting) {
      /* The picture of a finding that is not taken yet waits for it. */
      if (entry.values.finding && await store.get("entries", entry.values.finding)) continue;
      await store.change("entries", entry.id, (now) => (now && now.key === entry.key ? { ...now, tried: true } : undefined));
      await settle(entry, await post(entry, told.token));
      await shown();
    }
    return waiting.length ? ask() : told;
  };

  const alone = (work) => (navigator.locks ? navigator.locks.request("brandcert-field", work) : work());
  window.field.sending = { SignedOut, send: (person, shown) => alone(() => send(person, shown)) };
})();
