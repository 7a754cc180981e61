/* Pictures: hashed as they were taken, kept byte for byte; made smaller only where the server would not take them, and then both hashes are told. */
"use strict";
(() => {
  const LONGEST = 3000;
  const hash = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const smaller = async (picture) => {
    const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * share), height: Math.round(picture.height * share) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88))).arrayBuffer();
  };

  /* Read a chosen file; null when it is no picture. */
  const read = async (file, largest) => {
    const bytes = await file.arrayBuffer();
    const taken = await hash(bytes);
    let picture;
    try { picture = await createImageBitmap(new Blob([bytes])); } catch { return null; }
    if (bytes.byteLength <= largest) return { bytes, sha256: taken, original: "" };
    const less = await smaller(picture);
    return { bytes: less, sha256: await hash(less), original: taken };
  };

  /* Pictures are drawn, not linked: the content security policy allows no addresses of memory. */
  const draw = async (canvas, bytes) => {
    const picture = await createImageBitmap(new Blob([bytes]));
    const share = Math.max(canvas.width / picture.width, canvas.height / picture.height);
    const [width, height] = [picture.width * share, picture.height * share];
    canvas.getContext("2d").drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    picture.close();
  };

  window.field.photos = { read, draw };
})();
