/* The page that checks a certificate without network. */
const root = document.querySelector("[data-offline]");
const { asked, read } = await import(root.dataset.part);
const keys = JSON.parse(root.dataset.keys);
const show = (name) => { for (const each of root.querySelectorAll("[data-verdict]")) each.hidden = each.dataset.verdict !== name; };
const today = () => new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);
const beijing = (at) => new Date(Date.parse(at) + 8 * 3600000).toISOString().slice(0, 16).replace("T", " ");

/* The newest status list at hand: from the register when it answers, else the one that was kept. */
async function status(told) {
  const found = {};
  for (const purpose of ["revocation", "suspension"]) {
    const answer = await fetch(`${root.dataset.lists}${purpose}/${Math.floor(told.place / 131072)}/`, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error("no list");
    found[purpose] = await asked(await answer.json(), purpose, told.place, keys);
    if (Date.now() > Date.parse(found[purpose].until)) throw new Error("old");
  }
  return found;
}

async function check(code) {
  const facts = root.querySelector("[data-facts]"), line = root.querySelector("[data-status]");
  facts.hidden = true;
  if (!code) { show(""); return; }
  show("busy");
  const told = await read(code, keys);
  if (told.verdict !== "good") { show(told.verdict); return; }
  for (const [name, value] of Object.entries(told)) for (const each of facts.querySelectorAll(`[data-field="${name}"]`)) each.textContent = value;
  facts.querySelector("[data-online]").href = `${root.dataset.verify}?q=${encodeURIComponent(told.number)}`;
  facts.hidden = false;
  let name = "issue", words = root.dataset.sayUnknown;
  try {
    const found = await status(told);
    const at = [found.revocation.at, found.suspension.at].sort()[0];
    name = found.revocation.set ? "revoked" : found.suspension.set ? "suspended" : "good";
    words = root.dataset.sayStatus.replace("{time}", beijing(at));
  } catch {
    /* Without a fresh list nothing is said about today. */
  }
  if ((name === "good" || name === "issue") && today() > told.valid_to) name = "expired";
  else if ((name === "good" || name === "issue") && today() < told.valid_from) name = "early";
  line.textContent = words;
  show(name);
}

function start() {
  if (!window.crypto?.subtle || !("DecompressionStream" in window)) { show("browser"); return; }
  const field = root.querySelector("[name=code]");
  const cut = (entered) => decodeURIComponent(entered).trim().replace(/^.*\/Q\//i, "").replace(/\s/g, "");
  root.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); check(cut(field.value)); });
  check(location.pathname.startsWith(root.dataset.place) ? cut(location.pathname.slice(root.dataset.place.length)) : "");
  navigator.serviceWorker?.register(root.dataset.worker, { scope: root.dataset.place }).then(() => navigator.serviceWorker.ready)
    .then(() => { root.querySelector("[data-kept]").hidden = false; }).catch(() => {});
}

start();
