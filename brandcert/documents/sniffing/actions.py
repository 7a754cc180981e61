"""What a PDF would do when it is opened: run, call, start, unpack; told from its objects, not from its words."""

import re
import zlib
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Any, Final

MOST_PIXELS: Final = 50_000_000
# What one stream, and all together, may unfold to where it is no picture.
MOST_UNFOLDED: Final = 64 * 1024 * 1024
MOST_UNFOLDED_TOGETHER: Final = 256 * 1024 * 1024
_LZW_LIMIT: Final = 256 * 1024
_STEP: Final = 1024 * 1024
_PACKING: Final = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})


class Hazard(StrEnum):
    """Why a PDF is not taken although it opens."""

    SCRIPT = "script"
    START = "start"
    ATTACHMENT = "attachment"
    FORM = "form"
    MEDIA = "media"
    REMOTE = "remote"
    BOMB = "bomb"


_KEYS: Final = {
    "/JS": Hazard.SCRIPT,
    "/JavaScript": Hazard.SCRIPT,
    "/EmbeddedFiles": Hazard.ATTACHMENT,
    "/EF": Hazard.ATTACHMENT,
    "/XFA": Hazard.FORM,
    "/RichMediaContent": Hazard.MEDIA,
    "/RichMediaSettings": Hazard.MEDIA,
}
_ACTIONS: Final = {
    "/JavaScript": Hazard.SCRIPT,
    "/Launch": Hazard.START,
    "/SubmitForm": Hazard.FORM,
    "/ImportData": Hazard.FORM,
    "/GoToE": Hazard.ATTACHMENT,
    "/GoToR": Hazard.REMOTE,
    "/Rendition": Hazard.MEDIA,
    "/Movie": Hazard.MEDIA,
    "/Sound": Hazard.MEDIA,
    "/RichMediaExecute": Hazard.MEDIA,
}
_TYPES: Final = {
    "/EmbeddedFile": Hazard.ATTACHMENT,
    "/FileAttachment": Hazard.ATTACHMENT,
    "/RichMedia": Hazard.MEDIA,
    "/Movie": Hazard.MEDIA,
    "/Sound": Hazard.MEDIA,
    "/3D": Hazard.MEDIA,
}
# Addresses that reach into the reader's machine or its network instead of the web.
_BAD_ADDRESS: Final = re.compile(
    rb"\s*(?:javascript|vbscript|data|file|smb|ldaps?|ms-[a-z-]+):|\s*(?:\\\\|//)", re.IGNORECASE
)


def hazard_of(document: Any, *, but: Collection[Hazard] = ()) -> Hazard | None:
    """Return the first thing an opened PDF (pikepdf) would do to its reader, or None when it only shows pages; `but` is allowed.

    Every object counts, whether a page leads to it or not: another reader may find another way.
    """
    import pikepdf  # slow to load, needed for uploads only

    left = MOST_UNFOLDED_TOGETHER
    for item in document.objects:
        for part in _parts(item, pikepdf):
            for found in _of_dictionary(part):
                if found not in but:
                    return found
        if isinstance(item, pikepdf.Stream):
            if "/F" in item:
                return Hazard.REMOTE
            size = _unfolded(item)
            left -= size
            if size > MOST_UNFOLDED or left < 0:
                return Hazard.BOMB
    return None


def _parts(item: Any, pikepdf: Any) -> Iterator[Any]:
    """Yield every dictionary inside one object; what it merely points to is an object of its own."""
    containers = (pikepdf.Dictionary, pikepdf.Array)
    waiting = [item]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            inside = list(part)
        elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            yield part
            inside = [value for _key, value in part.items()]
        else:
            continue
        waiting += [value for value in inside if isinstance(value, containers) and not value.is_indirect]


def _of_dictionary(part: Any) -> Iterator[Hazard]:
    keys = part.keys()
    yield from (_KEYS[key] for key in keys if key in _KEYS)
    if "/S" in keys and (found := _ACTIONS.get(str(part["/S"]))):
        yield found
    for name in ("/Type", "/Subtype"):
        if name in keys and (found := _TYPES.get(str(part[name]))):
            yield found
    if "/URI" in keys and _BAD_ADDRESS.match(_bytes_of(part["/URI"])):
        yield Hazard.REMOTE
    if "/OpenAction" in keys and _goes_away(part["/OpenAction"]):
        yield Hazard.REMOTE


def _goes_away(action: Any) -> bool:
    """Say whether opening the document calls an address by itself."""
    return hasattr(action, "keys") and str(action.get("/S", "")) == "/URI"


def _bytes_of(value: Any) -> bytes:
    try:
        return bytes(value)
    except (TypeError, ValueError):
        return b""


def _unfolded(stream: Any) -> int:
    """Return the bytes a stream becomes, counted up to a little over the limit; pictures count by their pixels."""
    if str(stream.get("/Subtype", "")) == "/Image":
        pixels = _number(stream.get("/Width")) * _number(stream.get("/Height"))
        return MOST_UNFOLDED + 1 if pixels > MOST_PIXELS else 0
    names = _filters(stream)
    packed = [name for name in names if name in _PACKING]
    if len(packed) > 1:
        return MOST_UNFOLDED + 1
    raw = bytes(stream.read_raw_bytes())
    if not packed or names[0] != packed[0]:
        return len(raw)
    if packed[0] in {"/FlateDecode", "/Fl"}:
        return _inflated(raw)
    return len(raw) if len(raw) <= _LZW_LIMIT else MOST_UNFOLDED + 1


def _filters(stream: Any) -> list[str]:
    import pikepdf  # slow to load, needed for uploads only

    found = stream.get("/Filter")
    if isinstance(found, pikepdf.Array):
        return [str(name) for name in found]
    return [] if found is None else [str(found)]


def _inflated(raw: bytes) -> int:
    reader, total, waiting = zlib.decompressobj(), 0, raw
    try:
        while waiting and total <= MOST_UNFOLDED:
            part = reader.decompress(waiting, _STEP)
            total += len(part)
            waiting = reader.unconsumed_tail
            if not part and not waiting:
                break
    except zlib.error:
        # A damaged stream unfolds to nothing more; its page stays empty.
        return total
    return total


def _number(value: Any) -> int:
    try:
        return max(0, int(value))
    except (TypeError, ValueError):
        return 0
