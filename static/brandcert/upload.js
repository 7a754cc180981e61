/* Sends chosen or dropped files one by one and shows how far each is; without this file the same form is sent the plain way. */
"use strict";
(() => {
  const root = document.querySelector("[data-uploads]");
  if (!root) return;
  /* Few at a time: the line of a phone is narrow, and the server looks into every file. */
  const AT_ONCE = 2;
  const MEGABYTE = 1024 * 1024;
  const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), root.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`]);
  const announce = (words) => { root.querySelector("[data-upload-status]").textContent = words; };
  const counted = document.querySelector("[data-file-count]");
  const model = document.querySelector("template[data-item]");
  const jobs = [];
  const is = (state) => (job) => job.state === state;
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;

  const show = (job, state, words) => {
    job.state = state;
    job.line.className = `is-${state}`;
    job.line.querySelector("[data-state]").textContent = words;
    job.line.querySelector("[data-retry]").hidden = state !== "failed";
    job.line.querySelector("[data-drop-words]").textContent = say(state === "failed" || state === "refused" ? "dismiss" : "cancel");
    if (state === "failed" || state === "refused") announce(say("refused", { name: job.file.name, reason: words }));
  };
  const leave = (job) => {
    jobs.splice(jobs.indexOf(job), 1);
    const queue = job.line.parentElement;
    job.line.remove();
    queue.hidden = !queue.children.length;
  };
  const fail = (job, why) => { show(job, "failed", say(why)); job.isOffline = why === "offline"; next(); };

  /* The server answers with the line of the list, drawn and escaped by its own template. */
  const stored = (job, told) => {
    const section = job.form.closest("section");
    const list = section.querySelector("[data-files]");
    const line = parsed(`<ul>${told.line}</ul>`).querySelector("li");
    if (!list.querySelector(`[data-key="${told.key}"]`)) list.append(document.adoptNode(line));
    section.querySelector("[data-tag]").replaceChildren(...parsed(told.tag).childNodes);
    counted.textContent = told.count;
    const isLast = job.form.querySelector("[data-queue]").children.length === 1 && job.line.contains(document.activeElement);
    leave(job);
    if (isLast) job.form.querySelector("input[type=file]").focus();
    announce(say("stored", { name: job.file.name }));
    next();
  };
  const answered = (job, request) => {
    let told = {};
    try { told = JSON.parse(request.responseText); } catch { /* not an answer of ours: a fault */ }
    if (request.status === 200 && told.line) stored(job, told);
    else if ([400, 409, 413, 422, 429].includes(request.status) && told.words) { show(job, "refused", told.words); next(); }
    else fail(job, request.status === 401 || request.status === 403 ? "expired" : "failed");
  };
  const send = (job) => {
    const meter = job.line.querySelector("[data-meter]");
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "requirement"]) body.append(name, job.form.elements[name].value);
    body.append("file", job.file);
    const request = new XMLHttpRequest();
    job.request = request;
    show(job, "sending", say("sending", { percent: 0 }));
    request.open("POST", job.form.action);
    request.setRequestHeader("X-Requested-With", "upload");
    request.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable || job.state !== "sending") return;
      const percent = Math.floor((step.loaded / step.total) * 100);
      meter.value = percent;
      job.line.querySelector("[data-state]").textContent = say("sending", { percent });
    });
    request.upload.addEventListener("load", () => { meter.value = 100; job.line.querySelector("[data-state]").textContent = say("checking"); });
    request.addEventListener("error", () => fail(job, "offline"));
    request.addEventListener("timeout", () => fail(job, "offline"));
    request.addEventListener("load", () => answered(job, request));
    request.send(body);
  };
  const next = () => {
    while (jobs.filter(is("sending")).length < AT_ONCE) {
      const job = jobs.find(is("waiting"));
      if (!job) return;
      send(job);
    }
  };
  const fault = (file, ahead) => {
    if (!file.size) return say("empty");
    if (file.size > Number(root.dataset.largest) * MEGABYTE) return say("large");
    return Number(counted.textContent) + ahead >= Number(root.dataset.most) ? say("full") : "";
  };
  const add = (form, files) => {
    const queue = form.querySelector("[data-queue]");
    for (const file of files) {
      const line = model.content.firstElementChild.cloneNode(true);
      const job = { form, file, line, state: "waiting" };
      const wrong = fault(file, jobs.filter((other) => other.state === "waiting" || other.state === "sending").length);
      line.querySelector("[data-name]").textContent = file.name;
      line.querySelector("[data-meter]").setAttribute("aria-label", say("progress", { name: file.name }));
      for (const hidden of line.querySelectorAll("button .visually-hidden")) hidden.textContent = ` ${file.name}`;
      line.querySelector("[data-retry]").addEventListener("click", () => { show(job, "waiting", say("waiting")); next(); });
      line.querySelector("[data-drop]").addEventListener("click", () => { job.request?.abort(); leave(job); form.querySelector("input[type=file]").focus(); next(); });
      jobs.push(job);
      queue.append(line);
      queue.hidden = false;
      show(job, wrong ? "refused" : "waiting", wrong || say("waiting"));
    }
    next();
  };

  const hint = document.querySelector("[data-drop-hint]");
  hint.hidden = !window.matchMedia("(pointer: fine)").matches;
  for (const form of root.querySelectorAll("form[data-upload]")) {
    form.querySelector("[data-upload-button]").hidden = true;
    for (const input of form.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => { add(form, [...input.files]); input.value = ""; });
    }
  }
  const formAt = (target) => target.closest?.("section")?.querySelector("form[data-upload]");
  const mark = (form) => { for (const one of root.querySelectorAll(".drop")) one.classList.toggle("is-over", one === form); };
  /* A file dropped beside its place must not make the browser leave the page. */
  window.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const form = formAt(event.target);
    event.dataTransfer.dropEffect = form ? "copy" : "none";
    mark(form);
  });
  window.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(null); });
  window.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    mark(null);
    const form = formAt(event.target);
    if (form) add(form, [...event.dataTransfer.files]);
  });
  window.addEventListener("online", () => {
    for (const job of jobs) if (job.state === "failed" && job.isOffline) show(job, "waiting", say("waiting"));
    next();
  });
  window.addEventListener("beforeunload", (event) => { if (jobs.some((job) => job.state !== "refused")) event.preventDefault(); });
})();
