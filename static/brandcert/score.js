/* The scoring page: mirrors sums while the expert types. The server computes everything again and decides alone. */
"use strict";
(() => {
  const form = document.querySelector("form[data-score]");
  if (!form) return;
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const put = (selector, text) => { const node = form.querySelector(selector); if (node) node.textContent = text; };
  const money = (value) => value.toFixed(2);

  const read = (criterion) => {
    const input = criterion.querySelector(".mark input");
    const reason = criterion.querySelector(".reason textarea, .reason input");
    const max = Number(criterion.dataset.max);
    const raw = input ? input.value.trim() : "";
    const points = raw === "" ? null : Number(raw);
    const valid = points !== null && Number.isFinite(points) && points >= 0 && points <= max;
    const low = valid && points < 0.6 * max;
    return { criterion, reason, max, points: valid ? points : null, low, wants: low && reason && !reason.value.trim() };
  };

  const mirror = () => {
    const rows = criteria.map(read);
    for (const row of rows) {
      const percent = row.criterion.querySelector("[data-percent]");
      if (percent) {
        percent.textContent = row.points === null ? "" : `${Math.round((100 * row.points) / row.max)}%`;
        percent.classList.toggle("is-low", row.low);
      }
      if (row.reason) row.reason.required = row.low;
    }
    for (const dimension of form.querySelectorAll("[data-dimension]")) {
      const mine = rows.filter((row) => dimension.contains(row.criterion) && row.points !== null);
      dimension.querySelector("[data-sum]").textContent = mine.length ? money(mine.reduce((sum, row) => sum + row.points, 0)) : "—";
    }
    const given = rows.filter((row) => row.points !== null);
    const total = given.reduce((sum, row) => sum + row.points, 0);
    const pending = rows.filter((row) => row.points === null).reduce((sum, row) => sum + row.max, 0);
    const left = rows.length - given.length;
    const wants = rows.filter((row) => row.wants).length;
    put("[data-scored]", given.length);
    put("[data-total]", money(total));
    put("[data-pending-note]", pending ? ` · ${form.dataset.pending.replace("{n}", pending)}` : "");
    form.querySelector("[data-fill]")?.setAttribute("width", `${Math.min(100, (100 * total) / Number(form.dataset.maximum))}%`);
    const why = [];
    if (left) why.push(form.dataset.unscored.replace("{n}", left));
    if (wants) why.push(form.dataset.reasons.replace("{n}", wants));
    put("[data-why]", why.length ? why.join(" ") : form.dataset.ready);
    const submit = form.querySelector("[data-submit]");
    if (submit) submit.disabled = why.length > 0;
  };

  if (criteria.some((criterion) => criterion.querySelector(".mark input"))) {
    form.addEventListener("input", mirror);
  }
})();
