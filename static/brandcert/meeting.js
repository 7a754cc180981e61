// Keeps the number of votes on an open meeting's page up to date; without it the page says the same after a reload.
(() => {
  const place = document.querySelector("[data-count]");
  if (!place) return;
  const show = (items) => {
    for (const [key, cast] of Object.entries(items)) {
      for (const number of document.querySelectorAll(`#item-${key} [data-cast]`)) {
        number.textContent = number.dataset.cast = cast;
      }
    }
  };
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.count, { headers: { accept: "application/json" } });
      if (answer.ok) show((await answer.json()).items);
    } catch { /* the next turn asks again */ }
  };
  setInterval(ask, 5000);
})();
