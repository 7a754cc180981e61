"""What a name can be found by: pairs of characters, its sound, the initials of its sound. Pure.

Every token is plain ASCII, so that both databases keep and compare it alike: `h` pairs of characters, `w` words of
Latin letters and digits, `p` the sound from some character on, `i` its initials, `n` a number without separators,
`f` a facet. A name of n characters makes about 3 n tokens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_RUNS: Final = re.compile(r"(?P<word>[a-z0-9]+)|(?P<text>[^\W_a-z0-9]+)")
# Every company ends like this; nobody looks for the sound of it.
_TAIL: Final = re.compile(r"(?:股份|集团|控股|有限责任|有限)*公司$")
_LATIN: Final = re.compile(r"[a-z]+")
_NOT_TOKEN: Final = re.compile(r"[^a-z0-9]+")
SOUND: Final = 16
INITIALS: Final = 10
WORD: Final = 40
LONGEST: Final = 60
LEAST_INITIALS: Final = 2


@dataclass(frozen=True, slots=True)
class Token:
    """One token a name must have; `opens` means that it only has to begin like this."""

    text: str
    opens: bool = False


# Any of the choices, each of which asks for all of its tokens.
Choice = tuple[Token, ...]
Part = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: every part must be met by one of its choices."""

    parts: tuple[Part, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is asked."""
        return not self.parts


def fold(text: str) -> str:
    """Return the text in half width and small letters, at most as long as anything that is looked for."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def runs(text: str) -> list[tuple[str, bool]]:
    """Cut folded text into runs of letters: each with whether it is a word of Latin letters and digits."""
    return [(found[0], found.lastgroup == "word") for found in _RUNS.finditer(text)]


def facet(name: str, value: str) -> str:
    """Return the token of a facet's value."""
    return f"f{name}{_NOT_TOKEN.sub('', value.casefold())}"


def tokens(*, names: Iterable[str], numbers: Iterable[str], facets: Iterable[str] = ()) -> str:
    """Return everything an entry can be found by, separated by spaces, in a stable order."""
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_of_name(fold(name))))
    for number in numbers:
        folded = fold(number)
        found.update(dict.fromkeys(_plain(folded)))
        joined = _NOT_TOKEN.sub("", folded)
        if joined:
            found[f"n{joined[:WORD]}"] = None
    found.update(dict.fromkeys(facets))
    return " ".join(found)


def _plain(text: str) -> Iterator[str]:
    for run, is_word in runs(text):
        yield from (f"w{run[:WORD]}",) if is_word else _pairs(run)


def _pairs(run: str) -> Iterator[str]:
    """Yield each pair of neighbours, and the last character alone: so every character begins a token."""
    for first, second in pairwise(run):
        yield f"h{ord(first):x}h{ord(second):x}"
    yield f"h{ord(run[-1]):x}h"


def _of_name(text: str) -> Iterator[str]:
    yield from _plain(text)
    body = _TAIL.sub("", text)
    for run, is_word in runs(body):
        if is_word:
            continue
        heard = sounds(run)
        for start in range(len(heard)):
            yield "p" + "".join(heard[start:])[:SOUND]
            yield "i" + "".join(one[0] for one in heard[start:])[:INITIALS]


def sounds(run: str) -> list[str]:
    """Return the syllables of a run of Chinese characters without tones; what has no sound is left out."""
    from pypinyin import lazy_pinyin

    return [heard for heard in lazy_pinyin(run, errors="ignore") if _LATIN.fullmatch(heard)]


def ask(text: str) -> Question:
    """Return the question for what somebody typed: characters, a number, words, pinyin or its initials."""
    found = runs(fold(text)[:LONGEST])
    parts = [_word(run) if is_word else ((_asked_pairs(run)),) for run, is_word in found]
    words = [run for run, is_word in found if is_word]
    joined = "".join(words)
    if len(words) > 1 and len(words) == len(found):
        # A number or a name in pinyin that was typed with gaps.
        whole = tuple(part[0][0] for part in parts)
        choices: list[Choice] = [whole, (Token(f"n{joined[:WORD]}", opens=True),)]
        if _LATIN.fullmatch(joined):
            choices.append((Token(f"p{joined[:SOUND]}", opens=True),))
        return Question((tuple(choices),))
    return Question(tuple(parts))


def _asked_pairs(run: str) -> Choice:
    if len(run) == 1:
        return (Token(f"h{ord(run):x}h", opens=True),)
    return tuple(Token(one) for one in list(_pairs(run))[:-1])


def _word(run: str) -> Part:
    choices: list[Choice] = [(Token(f"w{run[:WORD]}", opens=True),), (Token(f"n{run[:WORD]}", opens=True),)]
    if _LATIN.fullmatch(run):
        choices.append((Token(f"p{run[:SOUND]}", opens=True),))
        if LEAST_INITIALS <= len(run) <= INITIALS:
            choices.append((Token(f"i{run}", opens=True),))
    return tuple(choices)


def ask_by_sound(text: str) -> Question:
    """Return the question for what sounds the same; empty without Chinese characters."""
    parts: list[Part] = []
    for run, is_word in runs(fold(text)[:LONGEST]):
        heard = [] if is_word else sounds(run)
        if is_word:
            parts.append(_word(run))
        elif len(heard) > 1:
            parts.append(((Token(f"p{''.join(heard)[:SOUND]}", opens=True),),))
    return Question(tuple(parts))


def ask_nearly(text: str) -> Question:
    """Return the question for what differs in one character: the pairs around each place are left out in turn."""
    choices: list[Choice] = []
    for run, is_word in runs(fold(text)[:LONGEST]):
        if is_word:
            continue
        pairs = _asked_pairs(run)
        kept = (pairs[: max(0, place - 1)] + pairs[place + 1 :] for place in range(len(run)))
        choices.extend(one for one in kept if one and len(run) > LEAST_INITIALS)
    return Question((tuple(dict.fromkeys(choices)),) if choices else ())
