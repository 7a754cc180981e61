/* Reads and verifies the code of a certificate and a status list with nothing but the browser's own cryptography. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const HALF = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
const text = new TextDecoder("utf-8", { fatal: true });
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

function base32(code) {
  const bytes = [];
  let bits = 0, kept = 0;
  for (const letter of code) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new Error("letter");
    kept = (kept << 5) | value;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes.push((kept >> bits) & 255); kept &= (1 << bits) - 1; }
  }
  if (kept !== 0 || bits >= 5) throw new Error("rest");
  return Uint8Array.from(bytes);
}

function base64url(code) {
  return Uint8Array.from(atob(code.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function base58(code) {
  let number = 0n;
  for (const letter of code) {
    const value = BASE58.indexOf(letter);
    if (value < 0) throw new Error("letter");
    number = number * 58n + BigInt(value);
  }
  return Uint8Array.from(number.toString(16).padStart(128, "0").match(/../g), (pair) => parseInt(pair, 16));
}

/* CBOR: whole numbers, bytes, texts, lists and maps of definite length in the shortest spelling; all else is refused. */
function cbor(bytes) {
  let at = 0;
  const take = (count) => { if (at + count > bytes.length) throw new Error("short"); return bytes.subarray(at, at += count); };
  const count = (low) => {
    if (low < 24) return low;
    if (low > 26) throw new Error("long");
    const size = 1 << (low - 24);
    const value = take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < (size === 1 ? 24 : 256 ** (size / 2))) throw new Error("spelling");
    return value;
  };
  const one = () => {
    const head = take(1)[0], major = head >> 5, length = count(head & 31);
    if (major === 0) return length;
    if (major === 1) return -1 - length;
    if (major === 2) return take(length);
    if (major === 3) return text.decode(take(length));
    if (major === 4) return Array.from({ length }, one);
    if (major === 5) return new Map(Array.from({ length }, () => [one(), one()]));
    throw new Error("kind");
  };
  const value = one();
  if (at !== bytes.length) throw new Error("more");
  return value;
}

const head = (major, length) => length < 24 ? [major << 5 | length] : length < 256 ? [major << 5 | 24, length] : [major << 5 | 25, length >> 8, length & 255];
const string = (bytes) => joined(head(2, bytes.length), bytes);

async function isSigned(jwk, signature, message) {
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, message);
}

const day = (days) => new Date(days * 86400000).toISOString().slice(0, 10);

/* Return {verdict: "good", …} with what the code says, {verdict: "key"} for a key that is not known here, else {verdict: "bad"}. */
export async function read(code, keys) {
  try {
    if (code.length > 1600) return { verdict: "bad" };
    const bytes = base32(code);
    if (bytes[0] !== 0xd2) return { verdict: "bad" };
    const [shield, open, payload, signature, ...more] = cbor(bytes.subarray(1));
    if (more.length || !(open instanceof Map) || open.size || signature.length !== 64) return { verdict: "bad" };
    const whole = joined([0xd2, 0x84], string(shield), [0xa0], string(payload), string(signature));
    const marks = cbor(shield);
    if (hex(whole) !== hex(bytes) || marks.size !== 2 || marks.get(1) !== -7 || hex(signature.subarray(32)) > HALF) return { verdict: "bad" };
    const key = keys.find((each) => hex(base64url(each.kid).subarray(0, 8)) === hex(marks.get(4)));
    if (!key) return { verdict: "key" };
    const message = joined([0x84], head(3, 10), new TextEncoder().encode("Signature1"), string(shield), [0x40], string(payload));
    if (!await isSigned(key.jwk, signature, message)) return { verdict: "bad" };
    const [version, number, holder, product, scope, issued, from, to, place, ...rest] = cbor(payload);
    if (version !== 1 || rest.length) return { verdict: "bad" };
    return { verdict: "good", number, holder, product, scope, issued_on: day(issued), valid_from: day(from), valid_to: day(to), place };
  } catch {
    return { verdict: "bad" };
  }
}

const spelled = (value) => Array.isArray(value) ? `[${value.map(spelled).join(",")}]`
  : value && typeof value === "object" ? `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${spelled(value[name])}`).join(",")}}`
  : JSON.stringify(value);
const digest = async (value) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(spelled(value))));

/* Say whether the bit of a certificate is set: {set, at, until}; raises for a list that is not what it should be. */
export async function asked(list, purpose, place, keys) {
  const { proof, ...rest } = list;
  const { proofValue, ...options } = proof;
  const key = keys.find((each) => options.verificationMethod === `${rest.issuer}#${each.kid}`);
  if (!key || options.cryptosuite !== "ecdsa-jcs-2019" || proofValue[0] !== "z" || spelled(options["@context"]) !== spelled(rest["@context"])) throw new Error("proof");
  if (!await isSigned(key.jwk, base58(proofValue.slice(1)), joined(await digest(options), await digest(rest)))) throw new Error("signature");
  const subject = rest.credentialSubject;
  if (subject.statusPurpose !== purpose || !new URL(rest.id).pathname.endsWith(`/${purpose}/${Math.floor(place / 131072)}/`)) throw new Error("other list");
  const packed = new Blob([base64url(subject.encodedList.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bits = new Uint8Array(await new Response(packed).arrayBuffer());
  if (bits.length !== 16384) throw new Error("size");
  const index = place % 131072;
  return { set: (bits[index >> 3] >> (7 - (index & 7)) & 1) === 1, at: rest.validFrom, until: rest.validUntil };
}
