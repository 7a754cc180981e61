"""Hash trees of RFC 6962: what an entry, a tree and a proof are made of.

A complete subtree is named by its height and its place among those of its height. All proofs are made of
complete subtrees, so that none needs more than a few hundred hashes of a log of millions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

EMPTY: Final = hashlib.sha256(b"").digest()
Range = tuple[int, int]
Node = tuple[int, int]


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry; the prefix keeps it apart from every inner node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def blocks(start: int, end: int) -> list[Node]:
    """Return the complete subtrees that entries `start` to `end` (exclusive) consist of, left to right.

    `start` is a multiple of the largest power of two that fits, as it is in every tree and proof.
    """
    found = []
    while start < end:
        height = (end - start).bit_length() - 1
        found.append((height, start >> height))
        start += 1 << height
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees, given left to right; the empty tree has a root too."""
    if not hashes:
        return EMPTY
    *rest, root = hashes
    for left in reversed(rest):
        root = node_hash(left, root)
    return root


def place(node: Node) -> tuple[int, int]:
    """Return the entry that completes a subtree, and which of the subtrees it completes this is."""
    height, number = node
    return ((number + 1) << height) - 1, height


def completed(frontier: list[bytes], index: int, leaf: bytes) -> list[bytes]:
    """Return the hashes of all subtrees that entry `index` completes, its own first, and move the frontier on.

    `frontier` holds the hashes of `blocks(0, index)` and afterwards those of `blocks(0, index + 1)`.
    """
    found = [leaf]
    while index & 1:
        found.append(node_hash(frontier.pop(), found[-1]))
        index >>= 1
    frontier.append(found[-1])
    return found


def inclusion(index: int, size: int) -> list[Range]:
    """Return the ranges whose roots prove that entry `index` is in the tree of `size` entries, nearest first."""
    found: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency(first: int, second: int) -> list[Range]:
    """Return the ranges whose roots prove that the tree of `first` entries is the beginning of that of `second`."""
    if not 0 < first < second:
        return []
    found: list[Range] = []
    start, end, is_whole = 0, second, True
    while first != end:
        middle = start + _half(end - start)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, is_whole = middle, False
    return ([] if is_whole else [(start, end)]) + found[::-1]


def _half(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def roots(ranges: Sequence[Range], read: Callable[[Sequence[Node]], dict[Node, bytes]]) -> Iterator[bytes]:
    """Yield the root of each range from the hashes of complete subtrees that `read` finds in one go."""
    wanted = [blocks(*each) for each in ranges]
    known = read([node for nodes in wanted for node in nodes])
    for nodes in wanted:
        yield fold([known[node] for node in nodes])
