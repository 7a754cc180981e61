/* Offers enterprises while a name or code is typed; without this file the full name or the code is entered. */
"use strict";
for (const input of document.querySelectorAll("input[data-find]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-found`;
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting = 0;
  let asked = "";
  const ask = async () => {
    const term = input.value.trim();
    const offered = [...list.options].some((option) => option.value === input.value);
    if (term.length < 2 || term === asked || offered) return;
    asked = term;
    try {
      const answer = await fetch(`${input.dataset.find}&term=${encodeURIComponent(term)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || term !== asked) return;
      const { results } = await answer.json();
      list.replaceChildren(...results.map((found) => Object.assign(document.createElement("option"), { value: found.text })));
    } catch { asked = ""; /* no connection: typed out instead */ }
  };
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 200); });
}
