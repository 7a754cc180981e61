"""What a line of a list of entries says: facts to store, warnings, or the reasons why it cannot be used."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.enterprises.enums import Concerns, IntegrityKind
from brandcert.enterprises.names import clean_name, fold_name, is_filler, is_placeholder
from brandcert.enterprises.rows import Finding
from brandcert.enterprises.spreadsheets import Row, fault_in_cell, parse_date

ENTRY_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("企业名称", "name", "名称", "单位名称", "主体名称", "被执行人", "生产企业", "enterprise"),
    "credit_code": (
        "统一社会信用代码",
        "credit_code",
        "信用代码",
        "社会信用代码",
        "组织机构代码",
        "credit code",
    ),
    "kind": ("名单类别", "kind", "类别", "名单类型", "名单", "列入名单", "事项", "list"),
    "concerns": ("列入对象", "concerns", "对象", "对象类型", "主体类型", "names"),
    "since": (
        "列入日期",
        "since",
        "起始日期",
        "列入时间",
        "发布日期",
        "认定日期",
        "立案日期",
        "生效日期",
        "listed on",
    ),
    "until": ("移出日期", "until", "截止日期", "终止日期", "移出时间", "有效期至", "解除日期", "ended on"),
    "reference": ("文号", "reference", "案号", "决定文书号", "文书号", "编号", "document number"),
}
KIND_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    IntegrityKind.ABNORMAL: ("经营异常名录", "经营异常", "异常名录", "list of abnormal operations"),
    IntegrityKind.DISHONEST: (
        "严重违法失信名单",
        "严重违法失信企业名单",
        "严重违法失信",
        "严重失信主体名单",
        "list of serious dishonesty",
    ),
    IntegrityKind.DEFAULTER: ("失信被执行人", "失信被执行人名单", "老赖", "list of judgment defaulters"),
    IntegrityKind.SAMPLING: ("抽查不合格", "抽检不合格", "监督抽查不合格", "不合格产品", "failed sampling"),
    IntegrityKind.ACCIDENT: (
        "重大事故",
        "事故",
        "安全事故",
        "质量事故",
        "环境事故",
        "重大安全事故",
        "major accident",
    ),
    IntegrityKind.COMPLAINT: ("重大投诉", "投诉", "查实投诉", "verified major complaint"),
    IntegrityKind.RECALL: ("境外召回", "召回", "国外召回", "recall abroad", "foreign recall"),
    IntegrityKind.BAR: ("限制申报", "禁止申报", "bar", "bar to applying again"),
}
_KINDS: Final = {fold_name(name): key for key, names in KIND_NAMES.items() for name in (key, *names)}
_PEOPLE: Final = {fold_name(word) for word in ("法定代表人", "法人代表", "法人", "个人", "自然人", "person")}
_BODIES: Final = {fold_name(word) for word in ("企业", "本企业", "单位", "法人单位", "enterprise", "组织")}
_LONGEST_REFERENCE: Final = 120


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What a good line says about one entry."""

    name: str
    credit_code: str
    kind: str
    since: datetime.date
    until: datetime.date | None = None
    concerns: str = Concerns.ENTERPRISE.value
    reference: str = ""


def read_entry(row: Row, *, kind: str, today: datetime.date) -> tuple[EntryFacts | None, list[Finding]]:
    """Understand one line; `kind` holds where the line names no list. Without facts the findings hold at least one bad one."""
    reader = _Reader(row, kind, today)
    facts = reader.read()
    return (None if any(one.is_bad for one in reader.findings) else facts), reader.findings


class _Reader:
    """Reads one line field by field and collects what has to be said about it."""

    def __init__(self, row: Row, kind: str, today: datetime.date) -> None:
        self.row, self.kind, self.today = row, kind, today
        self.findings: list[Finding] = []

    def read(self) -> EntryFacts | None:
        if self.row.defect:
            self._bad("name", self.row.defect)
        if self.row.is_hidden:
            self._say("", _("The row is hidden in the file."))
        name, code, kind = self._text("name"), self._credit_code(), self._kind()
        since, until = self._day("since", is_needed=True), self._day("until")
        if since and since > self.today:
            self._bad("since", _("The day lies in the future."))
        if since and until and until < since:
            self._bad("until", _("The entry ends before it begins."))
        concerns, reference = self._concerns(), self._text("reference", _LONGEST_REFERENCE)
        if since is None:
            return None
        return EntryFacts(name, code, kind, since, until, concerns, reference)

    def _say(self, name: str, text: str, *, is_bad: bool = False) -> None:
        self.findings.append(Finding(self.row.letter(name) if name else "", text, is_bad=is_bad))

    def _bad(self, name: str, text: str) -> None:
        self._say(name, text, is_bad=True)

    def _text(self, name: str, limit: int = 200) -> str:
        cell = self.row.cells.get(name)
        if cell is None or is_filler(cell.text):
            return ""
        if fault := fault_in_cell(cell):
            self._bad(name, fault)
            return ""
        text = clean_name(cell.text)
        if len(text) > limit:
            words = _("The text has %(length)d characters; at most %(limit)d are stored.")
            self._bad(name, words % {"length": len(text), "limit": limit})
            return ""
        return "" if is_placeholder(text) else text

    def _credit_code(self) -> str:
        reading = read_credit_code(self._text("credit_code"))
        if reading.fault:
            self._bad("credit_code", reading.explanation)
        for one in reading.replacements if not reading.fault else ():
            text = _(
                "%(found)s at position %(position)d of the credit code was read as %(read_as)s, which fits the check digit."
            )
            facts = {"found": one.found, "position": one.position, "read_as": one.read_as}
            self._say("credit_code", text % facts)
        return reading.code

    def _kind(self) -> str:
        text = self._text("kind")
        key = _KINDS.get(fold_name(text), "") if text else self.kind
        if not key:
            known = "、".join(names[0] for names in KIND_NAMES.values())
            words = _("“%(text)s” is no list we know; known are %(known)s.")
            self._bad("kind", words % {"text": text, "known": known})
        return key

    def _concerns(self) -> str:
        text = fold_name(self._text("concerns"))
        if text and text not in _PEOPLE | _BODIES:
            self._bad("concerns", _("Say whether the enterprise or its legal representative is listed."))
        return Concerns.REPRESENTATIVE.value if text in _PEOPLE else Concerns.ENTERPRISE.value

    def _day(self, name: str, *, is_needed: bool = False) -> datetime.date | None:
        text = self._text(name)
        found = parse_date(text) if text else None
        if text and found is None:
            self._bad(name, _("%(text)s is not a date.") % {"text": text})
        elif not text and is_needed and not any(one.is_bad for one in self.findings):
            self._bad(name, _("The day since when the entry stands is missing."))
        return found
