/* Signatures: the hash of the sheet that is shown, reckoned as the server reckons it (sheets.py), and a pad to sign on by hand. */
"use strict";
(() => {
  const hex = async (text) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const plain = (text) => String(text ?? "").replaceAll("\r\n", "\n").trim();
  const points = (text) => (plain(text) && Number.isFinite(Number(text)) ? Number(text).toFixed(2) : plain(text));

  /* The sheet as this phone shows it: what the server told, with what is entered here over it. */
  const fingerprint = async (visit, entries) => {
    const of = (kind) => entries.filter((entry) => entry.kind === kind);
    const lines = { ...visit.lines, ...Object.fromEntries(of("line").map((entry) => [entry.values.code, entry.values])) };
    const own = of("finding");
    const findings = [...visit.findings.filter((one) => !own.some((entry) => entry.key === one.key)).map((one) => [one.gravity, one.clause, one.description, one.place]), ...own.map(({ values }) => [values.severity, values.clause, values.description, values.place])];
    const rows = [
      ...Object.entries(lines).map(([code, line]) => ["line", code, points(line.points), plain(line.observation)]).filter((row) => row[2] || row[3]),
      ...findings.map((row) => ["finding", ...row.map(plain)]),
      ...[...(visit.pictures || []), ...of("photo").map((entry) => entry.values.sha256)].map((sha256) => ["photo", sha256]),
      ...(visit.samples || []).map((row) => ["sample", ...row.map(plain)]),
    ];
    const hashes = await Promise.all(rows.map((row) => hex(JSON.stringify(row))));
    return hex([`visit ${visit.id}`, ...hashes.sort()].join("\n"));
  };

  /* The way of the pen over 600 by 200 points, kept as a path: small, sharp at any size, and nothing but lines. */
  const pad = (canvas) => {
    const pen = canvas.getContext("2d");
    let path = "";
    let isDown = false;
    const clear = () => { path = ""; pen.clearRect(0, 0, canvas.width, canvas.height); };
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      const within = (share, most) => Math.max(0, Math.min(most - 1, Math.round(share * most)));
      return `${within((event.clientX - box.left) / box.width, 600)} ${within((event.clientY - box.top) / box.height, 200)}`;
    };
    const draw = () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#14211d" });
      pen.stroke(new Path2D(path));
    };
    canvas.addEventListener("pointerdown", (event) => { event.preventDefault(); canvas.setPointerCapture(event.pointerId); isDown = true; path += `M${place(event)}`; });
    canvas.addEventListener("pointermove", (event) => {
      if (!isDown) return;
      const next = place(event);
      if (!path.endsWith(next) && path.length < 29000) { path += `L${next}`; draw(); }
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { isDown = false; });
    /* A dot is no signature. */
    return { clear, path: () => (path.includes("L") ? path : "") };
  };

  /* Eight digits whose last two follow from the others (codes.py): a slip of the finger is noticed without network. */
  const isCode = (text) => { const digits = plain(text).replaceAll(/\s/g, ""); return /^\d{8}$/.test(digits) && Number(digits) % 97 === 1; };
  const grouped = (code) => `${code.slice(0, 4)} ${code.slice(4)}`;

  /* Whether what this phone shows is the sheet of all: it is the leader's, or the server has told it and nothing waits here. */
  const isWhole = (visit, entries, isTold) => visit.scores || (isTold && navigator.onLine && !entries.some((entry) => entry.kind !== "signature"));

  window.field.signing = { fingerprint, pad, isCode, grouped, isWhole };
})();
