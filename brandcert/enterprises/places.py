"""Divisions as lists write them: present and former codes, statistical zones, names long and short."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from brandcert.enterprises.names import fold_name

_CODE = re.compile(r"(\d{6})(?:\d{3}|\d{6})?(?:\.0+)?")
# County codes 71 to 79 are zones of the statistics (开发区), not divisions of GB/T 2260.
_ZONE = re.compile(r"(\d{4})7[1-9]")
_PROVINCE = re.compile(r"^(?:吉林省|吉林(?=.{2,}[市县区州]))")
_KIND = re.compile(r"(?:朝鲜族自治州|朝鲜族自治县|满族自治县|蒙古族自治县|市|县|区|州)$")
# Names in official use that are neither the full name nor the name without its last word.
_SHORT = {
    "前郭县": "220721",
    "前郭": "220721",
    "前郭尔罗斯": "220721",
    "伊通县": "220323",
    "长白县": "220623",
    "延边州": "222400",
}
_FORMER = {"九台市": "220113", "扶余县": "220781", "江源县": "220605"}
_MIN_SHORT = 2


@dataclass(frozen=True, slots=True)
class Place:
    """One division: its code, name, parent's code and the codes it had before."""

    code: str
    name: str
    parent: str = ""
    former_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The division a text means; empty when unknown, with a remark when it was not written as it is today."""

    code: str = ""
    remark: str = ""


class Places:
    """All divisions of the province, asked by code or by name."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_code: dict[str, Place] = {place.code: place for place in places}
        self._former = {old: place for place in self._by_code.values() for old in place.former_codes}
        self._by_name = self._names(self._by_code)

    @staticmethod
    def _names(places: Mapping[str, Place]) -> dict[str, str]:
        """Collect the names that mean one division only; a name two divisions share needs its parent before it."""
        meant: dict[str, set[str]] = {}
        for place in places.values():
            parent = places[place.parent].name if place.parent in places else ""
            short = _KIND.sub("", place.name)
            names = {place.name, parent + place.name}
            if len(short) >= _MIN_SHORT and short != "吉林":
                names |= {short, parent + short}
            for name in names:
                meant.setdefault(fold_name(name), set()).add(place.code)
        known = {**_SHORT, **_FORMER}
        chosen = {name: codes.pop() for name, codes in meant.items() if len(codes) == 1}
        return {**chosen, **{name: code for name, code in known.items() if code in places}}

    def by_code(self, text: str) -> Found:
        """Find a division by its code: former codes, zones and codes of townships are mapped with a remark."""
        match = _CODE.fullmatch(fold_name(text))
        if match is None:
            return Found()
        code = match[1]
        if code in self._by_code:
            remark = _("Division code %(text)s was shortened to %(code)s.") % {
                "text": text.strip(),
                "code": code,
            }
            return Found(code, "" if len(match[0].split(".")[0]) == len(code) else remark)
        if code in self._former:
            place = self._former[code]
            remark = _("Division code %(old)s is a former one; %(code)s %(name)s was taken.")
            return Found(place.code, remark % {"old": code, "code": place.code, "name": place.name})
        zone = _ZONE.fullmatch(code)
        parent = self._by_code.get(f"{zone[1]}00") if zone else None
        if parent is None:
            return Found()
        remark = _("%(old)s is the code of a statistical zone; its division %(code)s %(name)s was taken.")
        return Found(parent.code, remark % {"old": code, "code": parent.code, "name": parent.name})

    def by_name(self, text: str) -> Found:
        """Find a division by its name, with or without province, prefecture and last word."""
        key = fold_name(text)
        code = self._by_name.get(key) or self._by_name.get(_PROVINCE.sub("", key), "")
        if key in _FORMER and code:
            remark = _("%(old)s is a former name; %(code)s %(name)s was taken.")
            return Found(code, remark % {"old": key, "code": code, "name": self._by_code[code].name})
        return Found(code)

    def name_of(self, code: str) -> str:
        """The name of a division by its present code."""
        return self._by_code[code].name
