/* The page that goes along on a visit: shows what the phone keeps, keeps what is entered, sends when there is a network. */
"use strict";
(() => {
  const root = document.querySelector("[data-field]");
  const { store, photos, sending, signing } = window.field;
  const find = (name, inside = root) => inside.querySelector(`[data-${name}]`);
  const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), root.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`]);
  const model = (name) => document.querySelector(`template[data-model="${name}"]`).content.cloneNode(true);
  const show = (part, words) => { part.textContent = words || ""; part.hidden = !words; };
  const TONES = { waiting: ["kept", "amber"], clash: ["clash", "red"], fault: ["fault", "red"], sent: ["here", "green"] };
  const tag = (part, state) => {
    const [words, tone] = TONES[state] || [];
    part.className = state ? `tag tag-${tone}` : "";
    part.textContent = state ? say(words) : "";
  };
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const TWENTY = 20 * 1024 * 1024;
  /* What the server told last; without network nobody knows who holds the phone, and whoever took the visits along goes on. */
  const server = { told: null, status: "", hasSent: false };
  let person = null;
  const here = () => Number(location.hash.slice(1)) || 0;
  /* Counts what is drawn and entered, and what is being kept this moment: nothing older is shown over it. */
  let turn = 0;
  let typing = 0;
  /* A visit is dated by the calendar of Beijing, wherever the phone believes to be. */
  const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());

  /* ---- keeping */
  const kept = async () => (await store.all("entries")).filter((entry) => entry.person === person);
  const guarded = async (work) => { try { await work(); } catch { show(find("note"), say("full")); return false; } return true; };
  const fresh = (visit, kind, values) => { const key = crypto.randomUUID(); return { id: key, key, visit, kind, person, values, state: "waiting", tried: false, at: Date.now() }; };

  const keepLine = (visit, code, values) => guarded(async () => {
    const id = `line:${person}:${visit}:${code}`;
    const shown = (await store.get("visits", visit)).lines[code];
    await store.change("entries", id, (now) => {
      const seen = now ? now.values.seen : shown?.mark || "";
      const key = crypto.randomUUID();
      return { ...fresh(visit, "line", { code, ...values, seen }), ...(now?.state === "clash" ? { state: "clash", theirs: now.theirs, words: now.words } : {}), id, key };
    });
  });

  const keepPhotos = async (visit, files, values, words) => {
    for (const file of files) {
      const picture = await photos.read(file, server.told?.largest || TWENTY);
      if (!picture) { show(words, say("nopicture")); return false; }
      const entry = fresh(visit, "photo", { ...values, sha256: picture.sha256, original: picture.original, at: new Date().toISOString() });
      if (!await guarded(() => store.write(["files", "put", { id: entry.id, name: file.name, bytes: picture.bytes }], ["entries", "put", entry]))) return false;
      show(words, picture.original ? say("large") : "");
    }
    return true;
  };

  /* ---- the line on top: network, what waits, what is kept */
  const line = async () => {
    const [visits, entries, files] = await Promise.all([store.all("visits"), store.all("entries"), store.all("files")]);
    const own = entries.filter((entry) => entry.person === person);
    const trouble = own.filter((entry) => entry.state !== "waiting").length;
    const waiting = own.length - trouble;
    const isOff = !navigator.onLine;
    const part = find("line");
    part.hidden = false;
    part.classList.toggle("is-offline", isOff || Boolean(waiting));
    part.classList.toggle("has-trouble", Boolean(trouble) || server.status === "session");
    const words = [isOff ? say("offline") : say("online")];
    if (waiting) words.push(say("waiting", { n: waiting }));
    else if (!trouble) words.push(server.told && server.hasSent ? say("sent", { time: server.told.time }) : say("none"));
    if (trouble) words.push(say("trouble", { n: trouble }));
    if (!isOff && server.status) words.push(say(server.status));
    const text = words.join(" · ");
    if (find("status").textContent !== text) find("status").textContent = text;
    find("send-now").hidden = isOff || !waiting || server.status === "session";
    find("sign-in-link").hidden = isOff || server.status !== "session";
    find("sign-in-link").href = `${root.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
    find("leave").hidden = isOff || !server.told;
    if (server.told) root.querySelector("[name=csrfmiddlewaretoken]").value = server.told.token;
    const size = files.reduce((sum, file) => sum + file.bytes.byteLength, 0) / 1024 / 1024;
    find("size").textContent = [...visits.map((visit) => visit.title), entries.length ? say("size", { n: entries.length, photos: files.length, size: size && size < 0.1 ? "<0.1" : size.toFixed(1) }) : ""].filter(Boolean).join(" · ") || say("nothing");
    const others = entries.length - own.length;
    if (others) show(find("note"), say("other", { n: others }));
  };

  /* ---- the list */
  const facts = (visit) => [visit.number, visit.enterprise, visit.mode, visit.day, visit.place].filter(Boolean).join(" · ");
  const list = async () => {
    const [visits, entries] = await Promise.all([store.all("visits"), kept()]);
    const offered = (server.told?.visits || []).filter((visit) => !visits.some((one) => one.id === visit.id));
    const rows = [...visits.filter((visit) => visit.person === person), ...offered].map((visit) => {
      const row = model("row");
      const isKept = visit.person === person;
      find("title", row).textContent = visit.title;
      find("facts", row).textContent = facts(visit);
      const waits = entries.filter((entry) => entry.visit === visit.id).length;
      if (isKept && waits) tag(find("tags", row).appendChild(document.createElement("span")), "waiting");
      find("take", row).hidden = isKept;
      find("open", row).hidden = find("remove", row).hidden = !isKept;
      find("open", row).href = `#${visit.id}`;
      find("take", row).addEventListener("click", async () => { await take(visit); location.hash = visit.id; });
      if (waits) find("remove", row).hidden = true;
      find("remove", row).addEventListener("click", async () => { await store.write(["visits", "delete", visit.id]); await draw(); });
      return row;
    });
    find("visits").replaceChildren(...rows);
    find("empty").hidden = rows.length > 0;
  };
  const take = (visit) => guarded(async () => {
    await store.write(["visits", "put", { ...visit, person }]);
    await navigator.storage?.persist?.();
  });

  /* ---- one visit */
  const number = (text) => Number(text.trim().replace("，", ".").replace(",", "."));
  const isPoints = (text, maximum) => !text.trim() || (/^\d+([.,，]\d{1,2})?$/.test(text.trim()) && number(text) <= Number(maximum));

  const criterion = (visit, one) => {
    const part = model("criterion").firstElementChild;
    const [points, observation] = [find("points", part), find("observation", part)];
    part.dataset.code = one.code;
    part.dataset.maximum = one.maximum;
    part.querySelector(".code").textContent = one.code;
    part.querySelector(".weight").textContent = `/ ${one.maximum}`;
    Object.assign(find("name", part), { textContent: one.name, htmlFor: `points-${one.code}` });
    points.id = `points-${one.code}`;
    observation.id = find("observation-label", part).htmlFor = `observation-${one.code}`;
    find("observation-label", part).textContent += `: ${one.name}`;
    points.disabled = observation.disabled = !visit.scores;
    part.addEventListener("input", async () => {
      const isGood = isPoints(points.value, one.maximum);
      show(find("words", part), isGood ? "" : say("points", { maximum: one.maximum }));
      points.setAttribute("aria-invalid", String(!isGood));
      const given = points.value.trim() && isGood ? String(number(points.value)) : points.value.trim();
      turn += 1;
      typing += 1;
      await keepLine(visit.id, one.code, { points: given, observation: observation.value });
      typing -= 1;
      await refresh(visit.id);
      soon();
    });
    find("again", part).addEventListener("click", () => sendAgain(visit.id, `line:${person}:${visit.id}:${one.code}`));
    for (const button of part.querySelectorAll("[data-keep]")) button.addEventListener("click", () => choose(visit.id, one.code, button.dataset.keep));
    return part;
  };

  const choose = async (visit, code, which) => {
    const id = `line:${person}:${visit}:${code}`;
    const entry = await store.get("entries", id);
    if (!entry?.theirs) return;
    if (which === "theirs") {
      await store.change("visits", visit, (row) => { row.lines[code] = entry.theirs; return row; });
      await store.write(["entries", "delete", id]);
    } else await store.change("entries", id, (now) => ({ ...now, key: crypto.randomUUID(), state: "waiting", words: "", theirs: null, values: { ...now.values, seen: entry.theirs.mark } }));
    await refresh(visit);
    soon();
  };

  const sendAgain = async (visit, id) => { await sending.again(id); await refresh(visit); await sync(); };
  const offerAgain = (part, visit, entry) => {
    find("again", part).hidden = entry?.state !== "fault";
    find("again", part).addEventListener("click", () => sendAgain(visit, entry.id));
  };

  const finding = (visit, one, entry) => {
    const part = model("finding").firstElementChild;
    find("severity", part).textContent = entry ? entry.label : one.severity;
    find("clause", part).textContent = one.clause;
    find("description", part).textContent = one.description;
    find("place", part).textContent = one.place;
    tag(find("tag", part), entry ? entry.state : "sent");
    show(find("words", part), entry?.state === "fault" ? entry.words : "");
    find("acts", part).hidden = !entry || entry.tried;
    offerAgain(part, visit, entry);
    find("discard", part).addEventListener("click", () => discard(visit, entry));
    find("edit", part).addEventListener("click", () => {
      const form = find("finding");
      form.closest("details").open = true;
      form.dataset.of = entry.id;
      for (const name of ["severity", "clause", "description", "place"]) form.elements[name].value = entry.values[name];
      form.elements.description.focus();
    });
    return part;
  };
  const discard = async (visit, entry) => {
    const own = (await kept()).filter((one) => one.id === entry.id || one.values.finding === entry.id);
    await store.write(...own.flatMap((one) => [["entries", "delete", one.id], ["files", "delete", one.id]]));
    await refresh(visit);
  };

  const photo = async (visit, entry, number) => {
    const part = model("photo").firstElementChild;
    const file = await store.get("files", entry.id);
    const canvas = part.querySelector("canvas");
    canvas.setAttribute("aria-label", entry.values.caption || `${number}`);
    part.querySelector(".field-hash").textContent = `SHA-256 ${entry.values.sha256.slice(0, 16)}…`;
    part.querySelector(".field-hash").title = entry.values.sha256;
    find("caption", part).textContent = entry.values.caption || "";
    tag(find("tag", part), entry.state);
    show(find("words", part), entry.state === "fault" ? entry.words : "");
    find("discard", part).hidden = entry.tried;
    offerAgain(part, visit, entry);
    find("discard", part).addEventListener("click", () => discard(visit, entry));
    if (file) await photos.draw(canvas, file.bytes).catch(() => {});
    return part;
  };

  /* What is shown of a visit, again; what is being typed at this very moment stays as it is. */
  const refresh = async (id) => {
    if (here() === id) turn += 1;
    const mine = turn;
    const [visit, entries] = [await store.get("visits", id), (await kept()).filter((entry) => entry.visit === id)];
    await line();
    /* What was read before something else was entered is out of date; whoever entered it shows it once it is kept. */
    if (!visit || here() !== id || mine !== turn || typing) return;
    find("undeclared").hidden = visit.declared;
    find("not-leader").hidden = visit.scores;
    show(find("early"), today() < visit.day ? say("early", { day: visit.day }) : "");
    let total = 0;
    for (const part of root.querySelectorAll("[data-code]")) {
      const { code } = part.dataset;
      const entry = entries.find((one) => one.kind === "line" && one.values.code === code);
      const stands = entry ? entry.values : visit.lines[code] || { points: "", observation: "" };
      for (const name of ["points", "observation"]) {
        const input = find(name, part);
        if (input !== document.activeElement && input.value !== stands[name]) input.value = stands[name];
      }
      total += isPoints(stands.points, part.dataset.maximum) ? number(stands.points) : 0;
      tag(find("tag", part), entry ? entry.state : visit.lines[code] ? "sent" : "");
      const isGood = isPoints(find("points", part).value, part.dataset.maximum);
      show(find("words", part), entry?.state === "fault" ? entry.words : isGood ? "" : say("points", { maximum: part.dataset.maximum }));
      find("again", part).hidden = entry?.state !== "fault";
      const clash = find("clash", part);
      clash.hidden = entry?.state !== "clash";
      if (!clash.hidden) {
        find("mine", clash).textContent = say("mine", entry.values);
        find("theirs", clash).textContent = say("theirs", entry.theirs);
      }
    }
    find("total").textContent = total ? String(Math.round(total * 100) / 100) : "";
    const own = entries.filter((entry) => entry.kind === "finding");
    find("findings").replaceChildren(...visit.findings.filter((one) => !own.some((entry) => entry.key === one.key)).map((one) => finding(id, one)), ...own.map((entry) => finding(id, entry.values, entry)));
    show(find("sent-photos"), visit.photos ? say("photos", { n: visit.photos }) : "");
    const pictures = entries.filter((entry) => entry.kind === "photo").sort((one, other) => one.at - other.at);
    const drawn = await Promise.all(pictures.map((entry, index) => photo(id, entry, index + 1)));
    if (mine === turn) find("photos").replaceChildren(...drawn);
    const sheet = await signing.fingerprint(visit, entries);
    if (mine !== turn) return;
    find("sheet").textContent = `SHA-256 ${sheet.slice(0, 16)}…`;
    find("sheet").title = sheet;
    const given = entries.filter((entry) => entry.kind === "signature");
    find("signatures").replaceChildren(...(visit.signatures || []).map((one) => signature(id, one, sheet)), ...given.map((entry) => signature(id, entry.told, sheet, entry)));
    find("video").hidden = visit.signs !== false;
    for (const choice of root.querySelectorAll("[name=side][value=enterprise]")) choice.disabled = visit.signs === false;
    offerSides(visit, entries);
  };
  /* Only where the whole sheet is, somebody signs; elsewhere it is said where and how. */
  const offerSides = (visit, entries) => {
    const code = visit.code ? signing.grouped(visit.code) : "";
    const isWhole = signing.isWhole(visit, entries, Boolean(server.told) && !server.status);
    const apart = visit.scores ? 0 : entries.filter((entry) => entry.kind !== "signature").length;
    show(find("yours"), visit.scores || !code ? "" : say("yours", { code }));
    show(find("elsewhere"), isWhole ? "" : say("elsewhere", { code }));
    show(find("apart"), apart ? say("apart", { n: apart }) : "");
    find("team").hidden = !visit.colleagues?.length;
    find("sides").hidden = !isWhole;
    if (!isWhole) { for (const choice of find("sign").elements.side) choice.checked = false; chooseSide(find("sign")); }
  };

  const signature = (visit, one, sheet, entry) => {
    const part = model("signature").firstElementChild;
    find("title", part).textContent = one.title;
    find("decision", part).textContent = one.decision;
    find("at", part).textContent = one.at;
    tag(find("tag", part), entry ? entry.state : "sent");
    show(find("void", part), one.shown === sheet ? "" : say("void"));
    show(find("words", part), entry?.state === "fault" ? entry.words : "");
    find("discard", part).hidden = !entry || entry.tried;
    offerAgain(part, visit, entry);
    find("discard", part).addEventListener("click", () => discard(visit, entry));
    return part;
  };

  const keepSignature = async (id, form, pad) => {
    const [visit, entries] = [await store.get("visits", id), (await kept()).filter((entry) => entry.visit === id)];
    const field = (name) => form.elements[name].value.trim();
    if (!signing.isWhole(visit, entries, Boolean(server.told) && !server.status)) { await refresh(id); return; }
    const side = field("side");
    const isRefused = side === "refused";
    const colleague = visit.colleagues?.find((one) => side === `colleague ${one.id}`);
    const isInspector = side === "inspector" || Boolean(colleague);
    const strokes = isRefused ? "" : pad.path();
    const isGiven = isRefused ? field("reason") && field("witness") : isInspector ? strokes : side && field("name") && field("duty") && strokes;
    const isKnown = !colleague || signing.isCode(field("code"));
    show(find("words", form), !isGiven ? say("unsigned") : !isKnown ? say("code") : "");
    if (!isGiven || !isKnown) return;
    const shown = await signing.fingerprint(visit, entries);
    const now = new Date();
    const values = { side: isInspector ? "inspector" : "enterprise", decision: isRefused ? "refused" : "signed", shown, strokes, at: now.toISOString() };
    for (const name of isRefused ? ["reason", "witness"] : isInspector ? [] : ["name", "duty"]) values[name] = field(name);
    if (colleague) Object.assign(values, { signatory: String(colleague.id), code: field("code") });
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" }).format(now);
    const told = { side: values.side, title: [say(values.side), colleague?.name].filter(Boolean).join(" "), decision: say(values.decision), shown, at: day };
    if (!await guarded(() => store.write(["entries", "put", { ...fresh(id, "signature", values), told }]))) return;
    form.reset();
    pad.clear();
    chooseSide(form);
    await refresh(id);
    soon();
  };
  /* Only what the chosen kind of signature needs is asked. */
  const chooseSide = (form) => {
    const side = form.elements.side.value.split(" ")[0];
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(side);
  };

  const open = async (id) => {
    const visit = await store.get("visits", id);
    const article = find("visit");
    article.replaceChildren(model("visit"));
    find("title", article).textContent = visit.title;
    find("facts", article).textContent = facts(visit);
    find("page-link", article).href = root.dataset.page.replace("/0/", `/${id}/`);
    for (const group of visit.dimensions) {
      const part = Object.assign(document.createElement("section"), { className: "card dimension" });
      part.append(Object.assign(document.createElement("h3"), { textContent: group.name }), ...group.criteria.map((one) => criterion(visit, one)));
      find("dimensions", article).append(part);
    }
    find("finding", article).addEventListener("submit", (event) => { event.preventDefault(); keepFinding(id, event.target); });
    find("photo", article).addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      if (await keepPhotos(id, form.elements.photo.files, { caption: form.elements.caption.value, place: "" }, find("words", form))) form.reset();
      await refresh(id);
      soon();
    });
    const pad = signing.pad(find("pad", article));
    find("clear", article).addEventListener("click", pad.clear);
    const form = find("sign", article);
    for (const one of visit.colleagues || []) {
      const part = model("side");
      part.querySelector("input").value = `colleague ${one.id}`;
      find("name", part).textContent = say("colleague", { name: one.name });
      find("sides", form).append(part);
    }
    form.addEventListener("change", () => chooseSide(form));
    form.addEventListener("submit", (event) => { event.preventDefault(); keepSignature(id, form, pad); });
    chooseSide(form);
    find("position", article).addEventListener("click", () => navigator.geolocation?.getCurrentPosition(
      ({ coords }) => { find("finding").elements.place.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)} (±${Math.round(coords.accuracy)} m)`; },
      () => show(find("words", find("finding")), say("position")),
    ));
    await refresh(id);
  };

  const keepFinding = async (id, form) => {
    const values = Object.fromEntries(["severity", "clause", "description", "place"].map((name) => [name, form.elements[name].value.trim()]));
    const words = find("words", form);
    words.hidden = Boolean(values.severity && values.clause && values.description);
    if (!words.hidden) return;
    const label = form.querySelector("[name=severity]:checked").closest("label").textContent.trim();
    const old = form.dataset.of && await store.get("entries", form.dataset.of);
    const made = fresh(id, "finding", { ...values, at: new Date().toISOString() });
    const kept = old && sending.waiting(old);
    const entry = old ? { ...kept, values: { ...kept.values, ...values }, label } : { ...made, label };
    if (!await guarded(() => store.write(["entries", "put", entry]))) return;
    await keepPhotos(id, form.elements.photo.files, { caption: values.clause, place: values.place, finding: entry.id }, words);
    delete form.dataset.of;
    form.reset();
    form.closest("details").open = false;
    await refresh(id);
    soon();
  };

  /* ---- with network */
  const WAITS = [5000, 15000, 60000];
  let timer = 0;
  let failures = 0;
  const soon = (wait = 1500) => { clearTimeout(timer); if (navigator.onLine) timer = setTimeout(sync, wait); };

  const sync = async () => {
    clearTimeout(timer);
    if (!navigator.onLine) { await line(); return; }
    const before = person;
    try {
      server.told = await sending.send(person, (outcome) => {
        server.hasSent ||= outcome === "saved";
        return here() ? refresh(here()) : line();
      });
      server.status = server.told.stumbled ? "stumbled" : "";
      person = server.told.person;
      await settleVisits();
      if (server.status) soon(WAITS[Math.min(failures++, WAITS.length - 1)]);
      else failures = 0;
    } catch (error) {
      server.status = error instanceof sending.SignedOut ? "session" : "failed";
      if (server.status === "failed") soon(WAITS[Math.min(failures++, WAITS.length - 1)]);
    }
    if (before !== person || !here() || !find("visit").childElementCount) await draw();
    else await refresh(here());
  };

  /* Visits of others leave this phone, visits that are over as well; the others are as the server has them now. */
  const settleVisits = async () => {
    try { localStorage.setItem("brandcert:field-person", String(person)); } catch { /* then it is asked anew */ }
    const entries = await store.all("entries");
    for (const visit of await store.all("visits")) {
      const now = server.told.visits.find((one) => one.id === visit.id);
      const waits = entries.some((entry) => entry.visit === visit.id);
      if (visit.person === person && now) {
        await store.change("visits", visit.id, () => ({ ...now, person }));
        /* Signed meanwhile: what was refused for want of it goes now. */
        if (now.declared && !visit.declared) { await sending.allAgain(person, visit.id); soon(100); }
      }
      else if (!waits || (visit.person !== person && Date.parse(visit.day) + 13 * WEEK < Date.now())) {
        await store.write(["visits", "delete", visit.id]);
        if (visit.person === person) show(find("note"), say("dropped"));
      }
    }
    const wanted = server.told.visits.find((one) => one.id === here());
    if (wanted && !(await store.get("visits", wanted.id))) await take(wanted);
  };

  const draw = async () => {
    const id = here();
    const visit = id ? await store.get("visits", id) : null;
    const isMine = Boolean(visit) && visit.person === person;
    find("leaving").hidden = location.hash !== "#leaving";
    if (location.hash === "#leaving") find("leaving-words").textContent = say("waiting", { n: (await store.all("entries")).length });
    find("list").hidden = isMine;
    find("visit").hidden = !isMine;
    await line();
    if (isMine) await open(id);
    else { find("visit").replaceChildren(); await list(); }
  };

  const wipe = async () => { await store.wipe(); server.told = null; location.hash = ""; await draw(); };
  find("send-now").addEventListener("click", sync);
  find("wipe").addEventListener("click", async () => { if ((await store.all("entries")).length) location.hash = "leaving"; else await wipe(); });
  find("delete").addEventListener("click", wipe);
  find("stay").addEventListener("click", () => { location.hash = ""; });
  find("home", document).addEventListener("click", (event) => { event.preventDefault(); location.hash = ""; });
  window.addEventListener("hashchange", draw);
  window.addEventListener("online", () => { line(); soon(100); });
  window.addEventListener("offline", () => { if (here()) refresh(here()); else line(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(100); });

  (async () => {
    try { person = Number(localStorage.getItem("brandcert:field-person")) || null; } catch { person = null; }
    await navigator.serviceWorker?.register(root.dataset.worker).catch(() => {});
    /* What was refused is tried once more with each start: the cause may be gone. */
    await sending.allAgain(person);
    await draw();
    await sync();
  })();
})();
