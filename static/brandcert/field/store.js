/* What a phone keeps of visits: an IndexedDB of this origin. Visits as the server told them, entries until they are sent, pictures until the server has them. */
"use strict";
(() => {
  const NAME = "brandcert-field";
  const FLAG = "brandcert:field";
  let opened = null;

  const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("visits", { keyPath: "id" });
        request.result.createObjectStore("entries", { keyPath: "id" });
        request.result.createObjectStore("files", { keyPath: "id" });
      };
      request.onsuccess = () => {
        /* Another window signs out: this one lets go, so that everything can be removed. */
        request.result.onversionchange = () => { request.result.close(); opened = null; };
        resolve(request.result);
      };
      request.onerror = () => { opened = null; reject(request.error); };
    });
    return opened;
  };
  const all = async (store) => done((await open()).transaction(store).objectStore(store).getAll());
  const get = async (store, id) => done((await open()).transaction(store).objectStore(store).get(id));

  /* Several changes stand or fall together: [store, "put" | "delete", value or id]. */
  const write = async (...changes) => {
    const work = (await open()).transaction(["visits", "entries", "files"], "readwrite", { durability: "strict" });
    const finished = new Promise((resolve, reject) => { work.oncomplete = resolve; work.onerror = work.onabort = () => reject(work.error); });
    for (const [store, act, value] of changes) work.objectStore(store)[act](value);
    await finished;
    await flag();
  };

  /* One row is read and written in one step, so that what is typed meanwhile is not lost: `change` returns the new row, null to delete it, undefined to leave it. */
  const change = async (store, id, change) => {
    const work = (await open()).transaction(store, "readwrite", { durability: "strict" });
    const finished = new Promise((resolve, reject) => { work.oncomplete = resolve; work.onerror = work.onabort = () => reject(work.error); });
    const rows = work.objectStore(store);
    const request = rows.get(id);
    request.onsuccess = () => {
      const row = change(request.result);
      if (row === null) rows.delete(id);
      else if (row !== undefined) rows.put(row);
    };
    await finished;
    await flag();
  };

  /* The rest of the site sees at sign-out whether something would be lost, without opening this database. */
  const flag = async () => {
    const [visits, entries] = await Promise.all([all("visits"), all("entries")]);
    try {
      if (visits.length || entries.length) localStorage.setItem(FLAG, JSON.stringify({ unsent: entries.length, place: location.pathname }));
      else localStorage.removeItem(FLAG);
    } catch { /* storage is forbidden: then this database is as well */ }
  };

  const wipe = async () => {
    (await open()).close();
    opened = null;
    await new Promise((resolve) => { const request = indexedDB.deleteDatabase(NAME); request.onsuccess = request.onerror = request.onblocked = resolve; });
    try { localStorage.removeItem(FLAG); } catch { /* as above */ }
  };

  window.field = { store: { all, get, write, change, wipe } };
})();
