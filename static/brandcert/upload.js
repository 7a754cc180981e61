/* Shows how far an upload is; without this file the same form is sent the plain way. */
"use strict";
(() => {
  /* The server answers with the whole page: the list with the new file, or the reasons above it. Only its main part is taken. */
  const take = (html, place) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const main = fresh.querySelector("main");
    if (!main) { location.reload(); return; }
    document.title = fresh.title;
    document.querySelector("main").replaceWith(document.adoptNode(main));
    const summary = document.querySelector("[data-error-summary]");
    const target = summary || document.querySelector(`#${place} input[type=file]`);
    if (target) target.focus();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const files = form.matches("form[data-upload]") && form.querySelector("input[type=file]");
    if (!files || !files.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const status = form.querySelector("[data-upload-status]");
    const failed = () => { delete form.dataset.busy; status.textContent = form.dataset.failed; };
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) status.textContent = form.dataset.progress.replace("{percent}", String(Math.floor((step.loaded / step.total) * 100)));
    });
    request.addEventListener("error", failed);
    request.addEventListener("load", () => {
      if (request.status === 200) take(request.responseText, form.closest("section").id);
      else failed();
    });
    request.send(new FormData(form));
  }, true);
})();
