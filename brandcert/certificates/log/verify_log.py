"""Check the public log of certificates by yourself: python3 verify_log.py https://… --key NAME+ID+KEY

Reads every entry, builds the hash tree anew (RFC 6962) and compares it with the signed checkpoint. Keep the
checkpoint (--save FILE) and give it next time (--old FILE): then nothing that was logged can have been changed or
taken away since. --number tells what the log says of one certificate. Needs Python and `pip install cryptography`.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import sys
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def get(address: str) -> bytes:
    """Return what the register answers."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - the address is the caller's own
        return bytes(answer.read())


def entries(base: str, size: int) -> list[str]:
    """Return the first entries of the log."""
    found: list[str] = []
    while len(found) < size:
        page = json.loads(get(f"{base}/api/v1/log/entries/?start={len(found)}"))["entries"]
        if not page:
            raise SystemExit(f"FALSE: the checkpoint promises {size} entries, {len(found)} are shown")
        found += [each["entry"] for each in page]
    return found[:size]


def root(hashes: list[bytes]) -> bytes:
    """Return the root of the tree over the hashes of entries."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + root(hashes[:half]) + root(hashes[half:])).digest()


def opened(note: str, key: str) -> tuple[str, int, bytes]:
    """Return origin, size and root of a checkpoint whose signature is good."""
    name, identifier, public = key.split("+", 2)
    body, _blank, signatures = note.partition("\n\n")
    raw = base64.b64decode(public)
    if hashlib.sha256(f"{name}\n".encode() + raw).hexdigest()[:8] != identifier:
        raise SystemExit("FALSE: the key and its identifier do not belong together")
    for line in signatures.splitlines():
        _dash, signer, signature = line.split(" ")
        if signer == name and base64.b64decode(signature)[:4].hex() == identifier:
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(
                base64.b64decode(signature)[4:], f"{body}\n".encode()
            )
            origin, size, digest = body.split("\n")[:3]
            return origin, int(size), base64.b64decode(digest)
    raise SystemExit("FALSE: the checkpoint carries no signature of this key")


def main() -> None:
    """Read everything and say TRUE or FALSE."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("site", help="address of the register, such as https://certificates.example.cn")
    asked.add_argument("--key", required=True, help="public key of the log, from a source you trust")
    asked.add_argument("--old", type=pathlib.Path, help="a checkpoint kept from an earlier check")
    asked.add_argument("--save", type=pathlib.Path, help="where to keep the checkpoint for the next check")
    asked.add_argument("--number", help="tell what the log says of this certificate")
    given = asked.parse_args()
    base = given.site.rstrip("/")
    note = get(f"{base}/api/v1/log/checkpoint/").decode()
    origin, size, promised = opened(note, given.key)
    lines = entries(base, size)
    hashes = [hashlib.sha256(b"\x00" + line.encode()).digest() for line in lines]
    if root(hashes) != promised:
        raise SystemExit("FALSE: the entries are not those of the signed checkpoint")
    if given.old:
        before, earlier, kept = opened(given.old.read_text(), given.key)
        if before != origin or earlier > size or root(hashes[:earlier]) != kept:
            raise SystemExit("FALSE: what was logged before has been changed or taken away")
    for line in lines if given.number else ():
        if json.loads(line)["number"] == given.number:
            print(line)  # noqa: T201 - a program of its own, it prints
    if given.save:
        given.save.write_text(note)
    print(f"TRUE: {size} entries of {origin}")  # noqa: T201 - see above


if __name__ == "__main__":
    try:
        main()
    except Exception as fault:  # noqa: BLE001 - whatever is wrong, it is not verified
        sys.exit(f"NOT VERIFIED: {type(fault).__name__} {fault}")
