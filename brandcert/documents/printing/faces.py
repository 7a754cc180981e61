"""The pinned fonts: which face draws a text, and which characters none draws."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FONT_FOLDER = Path(__file__).parents[1] / "data" / "fonts"
INVISIBLE = frozenset({0x200B, 0x200C, 0x200D, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})


class UnprintableCharacters(ValueError):
    """No pinned font draws these characters, so a document with them would show empty boxes."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in self.characters)
        super().__init__(f"no font for {named}")


@dataclass(frozen=True, slots=True)
class Face:
    """One step of the font chain: the families a text is set in, and the files that hold them."""

    role: str
    families: tuple[str, ...]
    files: tuple[tuple[Path, int], ...]

    @property
    def css(self) -> str:
        """The value of CSS font-family for this face."""
        return ",".join(f"'{family}'" for family in self.families)

    @property
    def is_fallback(self) -> bool:
        """Whether the face comes from the system's packages and not from the standing pack."""
        return self.role == "fallback"


@cache
def manifest() -> Mapping[str, Any]:
    """Return the list of fonts with the hashes they are pinned by."""
    loaded: Mapping[str, Any] = json.loads((FONT_FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return loaded


@cache
def font_pack_hash() -> str:
    """Return the SHA-256 that stands for every font a document may be set in, fallbacks included."""
    pinned = [entry["sha256"] for entry in manifest()["pack"]]
    pinned += [file["sha256"] for entry in manifest()["fallbacks"] for file in entry["files"]]
    return hashlib.sha256("\n".join(pinned).encode()).hexdigest()


@cache
def is_pinned(path: Path, sha256: str) -> bool:
    """Say whether the file exists and is byte for byte the one the manifest names."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256


@cache
def pack_faces() -> Mapping[str, Face]:
    """Return the committed faces by role: kai, song, latin, italic."""
    return {
        entry["role"]: Face(entry["role"], (entry["family"],), ((FONT_FOLDER / entry["file"], -1),))
        for entry in manifest()["pack"]
    }


@cache
def fallback_faces() -> tuple[Face, ...]:
    """Return the system faces for rare characters, in order; one that is absent or altered does not count."""
    faces = []
    for entry in manifest()["fallbacks"]:
        files = tuple((Path(file["path"]), int(file["index"])) for file in entry["files"])
        if all(is_pinned(Path(file["path"]), file["sha256"]) for file in entry["files"]):
            faces.append(Face("fallback", tuple(entry["families"]), files))
    return tuple(faces)


@cache
def code_points(face: Face) -> frozenset[int]:
    """Return every code point the face draws; private-use ones never count."""
    from fontTools.ttLib import TTFont  # slow: only a process that prints pays for it

    found: set[int] = set()
    for path, index in face.files:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            found |= set(font.getBestCmap())
    return frozenset(point for point in found if unicodedata.category(chr(point)) != "Co")


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """Return the text as it is set: composed (NFC), without selectors and joiners no font here draws."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if ord(c) not in INVISIBLE)


def _drawn(text: str) -> frozenset[int]:
    """Return the code points that need a glyph."""
    return frozenset(ord(character) for character in printable(text) if character != "\n")


def chain(role: str) -> Iterator[Face]:
    """Yield the faces a text of this role may be set in, best first: its own, the Kai face, the fallbacks."""
    pack = pack_faces()
    yield pack[role]
    if role != "kai":
        yield pack["kai"]
    yield from fallback_faces()


def missing_characters(text: str) -> list[str]:
    """Return the characters of `text` no pinned font draws, each once, in the order of their code points."""
    needed = _drawn(text)
    for face in chain("kai"):
        needed -= code_points(face)
        if not needed:
            break
    return [chr(point) for point in sorted(needed)]


@lru_cache(maxsize=4096)
def face_for(text: str, role: str) -> Face:
    """Return the one face for the whole text, because a name in two faces looks like a mistake.

    Raises UnprintableCharacters. When no single face draws everything, the families of
    the whole chain are returned together.
    """
    needed = _drawn(text)
    for face in chain(role):
        if needed <= code_points(face):
            return face
    if missing := missing_characters(text):
        raise UnprintableCharacters(missing)
    families = tuple(family for face in chain(role) for family in face.families)
    return Face("fallback", families, tuple(file for face in chain(role) for file in face.files))
