/* The scoring page: mirrors sums and gaps while the expert types, saves and merges with other windows, and turns pages of evidence in place.
   The server computes everything again and decides alone; without this file the buttons and links of the same page do it all. */
"use strict";
(() => {
  const form = document.querySelector("form[data-score]");
  if (!form) return;
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const put = (selector, text) => { const node = form.querySelector(selector); if (node) node.textContent = text; };
  const money = (value) => value.toFixed(2);
  const field = (name) => form.elements[name];

  const gapOf = ({ points, low, reason, proposed, confirmed, objective, cited }) => {
    if (points === null) return "unscored";
    if (low && !reason) return "reasons";
    if (proposed !== null && points !== proposed) return reason ? "" : "departing";
    if (proposed !== null) return confirmed ? "" : "unconfirmed";
    return objective && !cited && !reason ? "unsupported" : "";
  };

  const read = (criterion) => {
    const code = criterion.dataset.criterion;
    const max = Number(criterion.dataset.max);
    const raw = field(`points-${code}`)?.value.trim() ?? "";
    const number = raw === "" ? null : Number(raw);
    const points = number !== null && Number.isFinite(number) && number >= 0 && number <= max ? number : null;
    const row = {
      criterion, max, points, low: points !== null && points < 0.6 * max,
      reason: field(`reason-${code}`)?.value.trim() ?? "", cited: field(`cite-${code}`)?.value.trim() ?? "",
      proposed: criterion.dataset.proposed === undefined ? null : Number(criterion.dataset.proposed),
      confirmed: Boolean(field(`ok-${code}`)?.checked), objective: "objective" in criterion.dataset,
    };
    return { ...row, gap: gapOf(row) };
  };

  const mirror = () => {
    const rows = criteria.map(read);
    for (const row of rows) {
      const percent = row.criterion.querySelector("[data-percent]");
      percent.textContent = row.points === null ? "" : `${Math.floor((100 * row.points) / row.max + 1e-9)}%`;
      percent.classList.toggle("is-low", row.low);
      field(`reason-${row.criterion.dataset.criterion}`).required = row.low;
    }
    for (const dimension of form.querySelectorAll("[data-dimension]")) {
      const mine = rows.filter((row) => dimension.contains(row.criterion) && row.points !== null);
      dimension.querySelector("[data-sum]").textContent = mine.length ? money(mine.reduce((sum, row) => sum + row.points, 0)) : "—";
    }
    const given = rows.filter((row) => row.points !== null);
    const total = given.reduce((sum, row) => sum + row.points, 0);
    const pending = rows.filter((row) => row.points === null).reduce((sum, row) => sum + row.max, 0);
    put("[data-scored]", given.length);
    put("[data-total]", money(total));
    put("[data-pending-note]", pending ? ` · ${form.dataset.pending.replace("{n}", pending)}` : "");
    form.querySelector("[data-fill]")?.setAttribute("width", `${Math.min(100, (100 * total) / Number(form.dataset.maximum))}%`);
    const why = ["unscored", "reasons", "unconfirmed", "departing", "unsupported"]
      .map((kind) => [kind, rows.filter((row) => row.gap === kind).length])
      .filter(([, count]) => count)
      .map(([kind, count]) => form.dataset[kind].replace("{n}", count));
    put("[data-why]", why.length ? why.join(" ") : form.dataset.ready);
    const submit = form.querySelector("[data-submit]");
    if (submit) submit.disabled = why.length > 0;
  };

  /* ---- evidence: a page is turned without losing what is being typed */
  const turn = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("evidence");
    if (!fresh) throw new Error("no evidence");
    document.getElementById("evidence").replaceWith(fresh);
    history.replaceState(null, "", address);
    form.setAttribute("action", address.split("#")[0]);
    fresh.scrollIntoView({ block: "nearest" });
    fresh.focus({ preventScroll: true });
  };
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='?evidence=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    turn(address).catch(() => { window.location.assign(address); });
  });

  if (!form.dataset.autosave) return;
  form.addEventListener("input", mirror);

  /* ---- citing the page that is being looked at */
  for (const button of form.querySelectorAll("[data-cite-page]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = form.querySelector("[data-preview]")?.dataset.preview;
      const input = button.closest("[data-criterion]").querySelector("[data-cite]");
      const cited = input.value.split(/[\s,，、;；]+/).filter(Boolean);
      if (!shown || cited.includes(shown)) return;
      input.value = [...cited, shown].join(", ");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  /* ---- saving while one types */
  const say = (words) => put("[data-saved]", words || "");
  const place = (code) => (code ? criteria.find((one) => one.dataset.criterion === code) : form.querySelector("[data-criterion-comment]"));
  const snapshot = () => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  const settle = (code, told, sent) => {
    const panel = place(code)?.querySelector("[data-clash]");
    if (told.state === "fault") return;
    if (told.state === "clash") {
      const mark = panel.querySelector("input[type=hidden]");
      if (mark.value !== told.mark) for (const choice of panel.querySelectorAll("input[type=radio]")) choice.checked = false;
      mark.value = told.mark;
      panel.querySelector("[data-clash-words]").textContent = told.words;
      panel.hidden = false;
      panel.disabled = false;
      return;
    }
    const names = Object.keys(told.fields || {});
    const now = snapshot();
    /* What is being typed at this very moment is not overwritten; the next save tells both apart. */
    if (names.some((name) => (now[name] ?? "") !== (sent[name] ?? ""))) return;
    for (const name of names) {
      const part = field(name);
      if (part?.type === "checkbox") part.checked = Boolean(told.fields[name]);
      else if (part) part.value = told.fields[name];
    }
    field(`seen-${code}`).value = told.mark;
    if (panel) { panel.hidden = true; panel.disabled = true; for (const choice of panel.querySelectorAll("input[type=radio]")) choice.checked = false; }
  };

  /* What the server says of a line stands at the line, until that line is in order. */
  const mind = (code, told) => {
    const line = place(code);
    if (!line) return;
    for (const old of line.querySelectorAll("[data-live]")) old.remove();
    const isFaulty = told.state === "fault";
    if (line.dataset.criterion) line.classList.toggle("has-error", isFaulty || Boolean(line.querySelector(".errorlist")));
    if (!isFaulty) return;
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.dataset.live = "";
    list.append(document.createElement("li"));
    list.firstChild.textContent = told.words;
    const before = line.querySelector(".confirm, .reason, .field");
    if (before) before.before(list); else line.prepend(list);
  };
  /* The line a field belongs to; the remark's is "". */
  const codeOf = (name) => (name === "comment" ? "" : name.slice(name.indexOf("-") + 1));
  const keeping = window.brandcertKeeping(form, snapshot, (names, marks) => {
    for (const mark of names.map((name) => `seen-${codeOf(name)}`)) if (marks[mark] && field(mark)) field(mark).value = marks[mark];
  });
  const failed = (what) => {
    keeping.remember();
    say(form.dataset[what === "expired" || what === "stale" ? "saveExpired" : "saveFailed"]);
    form.querySelector("[data-sign-in-again]").hidden = what !== "expired" && what !== "stale";
  };
  const answered = (told, sent, isOk) => {
    form.querySelector("[data-sign-in-again]").hidden = true;
    if (!isOk) { say(told.words); return; }
    const states = Object.entries(told.lines);
    for (const [code, one] of states) { mind(code, one); settle(code, one, sent); }
    field("revision").value = told.revision;
    const settled = new Set(states.filter(([, one]) => one.state === "saved").map(([code]) => code));
    keeping.saved((name) => settled.has(codeOf(name)), sent);
    const named = (state) => states.filter(([, one]) => one.state === state);
    const theirs = named("theirs").map(([code]) => code || "…");
    const faults = named("fault").map(([code, one]) => `${code} ${one.words}`.trim());
    const isClashing = named("clash").length > 0;
    const words = isClashing ? form.dataset.saveClash : faults.length ? form.dataset.saveFault.replace("{faults}", faults.join(" ")) : theirs.length ? form.dataset.saveTheirs.replace("{codes}", theirs.join(", ")) : form.dataset.savedAt.replace("{time}", told.time);
    say(words);
    mirror();
    if (!isClashing && !faults.length && !keeper.isBehind()) form.dispatchEvent(new Event("brandcert:saved"));
  };
  const keeper = window.brandcertSaving(form, { take: snapshot, begin: () => say(form.dataset.saving), answered, failed, isRenewing: true });
  form.addEventListener("input", (event) => { if (event.target.name !== "confirm") keeper.later(event.target.name?.startsWith("keep-") ? 100 : 1500); });
  form.addEventListener("submit", keeper.stop);
  window.addEventListener("online", () => keeper.later(100));
})();
