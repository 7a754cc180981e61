"""What a line of a list of experts says: facts to store, warnings, or the reasons why it cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from brandcert.accounts.phones import read_phone
from brandcert.core.answers import MOST_DIGITS
from brandcert.enterprises.columns import CATEGORY_NAMES, known_categories
from brandcert.enterprises.credit_codes import read_credit_code
from brandcert.enterprises.names import clean_name, fold_name, is_filler, is_placeholder
from brandcert.enterprises.places import Places
from brandcert.enterprises.rows import Finding
from brandcert.enterprises.spreadsheets import Row, fault_in_cell

EXPERT_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("姓名", "name", "专家姓名", "专家", "姓  名", "expert", "full name"),
    "number": ("专家编号", "number", "expert number", "库内编号"),
    "email": ("电子邮箱", "email", "邮箱", "电子邮件", "e-mail", "mail"),
    "phone": ("手机", "phone", "手机号", "手机号码", "联系电话", "电话", "mobile"),
    "title": ("职称", "title", "专业技术职务", "技术职称", "professional title"),
    "post": ("职务", "post", "行政职务", "岗位", "position"),
    "employer": (
        "工作单位",
        "employer",
        "单位",
        "所在单位",
        "单位名称",
        "现工作单位",
        "organisation",
        "affiliation",
    ),
    "employer_credit_code": (
        "单位统一社会信用代码",
        "employer_credit_code",
        "统一社会信用代码",
        "信用代码",
        "单位信用代码",
        "credit code",
        "employer credit code",
    ),
    "categories": ("评审类别", "categories", "类别", "所属类别", "申报类别", "category"),
    "fields": (
        "专业领域",
        "fields",
        "专业",
        "研究方向",
        "擅长领域",
        "从事专业",
        "专业特长",
        "fields of expertise",
    ),
    "division": ("行政区划", "division", "所在地", "所在地区", "行政区划代码", "地区", "县市区", "county"),
    "is_available": ("可参加评审", "available", "是否可用", "在库状态", "is_available"),
    "most_tasks": ("同时评审上限", "most_tasks", "评审上限", "most tasks", "most tasks at a time"),
}
_LONGEST: Final = {"name": 60, "title": 60, "post": 60, "employer": 200, "email": 254}
_LONGEST_FIELD: Final = 40
_MOST_TASKS: Final = 999
_SEVERAL: Final = re.compile(r"[、,，;；/|\n]+")
_YES: Final = {"是", "有", "可", "y", "yes", "true", "1", "在库", "正常", "available"}
_NO: Final = {"否", "无", "不可", "n", "no", "false", "0", "停用", "暂停", "unavailable"}
_CATEGORIES: Final = {fold_name(name): key for key, names in CATEGORY_NAMES.items() for name in (key, *names)}
# What decides who is meant or whom he is tied to spoils the row; anything else is left out with a warning.
_DECISIVE: Final = {"name", "number", "email", "employer", "employer_credit_code", "categories"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a good line says about one expert; what it does not say stays as it is."""

    name: str
    number: int | None = None
    email: str = ""
    phone: str = ""
    division_code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def read_line(row: Row, places: Places) -> tuple[Facts | None, list[Finding]]:
    """Understand one line. Without facts the findings hold at least one bad one; with facts they are warnings."""
    reader = _Reader(row, places)
    facts = reader.read()
    return (None if any(one.is_bad for one in reader.findings) else facts), reader.findings


class _Reader:
    """Reads one line field by field and collects what has to be said about it."""

    def __init__(self, row: Row, places: Places) -> None:
        self.row, self.places = row, places
        self.findings: list[Finding] = []

    def read(self) -> Facts:
        if self.row.defect:
            self._say("name", self.row.defect, is_bad=True)
        if self.row.is_hidden:
            self._say("", _("The row is hidden in the file."))
        name = self._text("name")
        if not name and not any(one.is_bad for one in self.findings):
            self._say("name", _("The name of the expert is missing."), is_bad=True)
        values: dict[str, Any] = {
            key: text for key in ("title", "post", "employer") if (text := self._text(key))
        }
        read = {
            "employer_credit_code": self._credit_code(),
            "categories": self._categories(),
            "fields": self._fields(),
            "is_available": self._yes_or_no("is_available"),
            "most_tasks": self._count("most_tasks"),
        }
        values |= {key: value for key, value in read.items() if value not in (None, "", [])}
        number, email, phone = self._count("number"), self._email(), self._phone()
        return Facts(name, number, email, phone, self._division(), values)

    def _say(self, name: str, text: str, *, is_bad: bool = False) -> None:
        self.findings.append(Finding(self.row.letter(name) if name else "", text, is_bad=is_bad))

    def _reject(self, name: str, text: str) -> str:
        self._say(name, text, is_bad=name in _DECISIVE)
        return ""

    def _text(self, name: str) -> str:
        """The text of a cell that is safe to store; empty, with a finding, when it is not."""
        cell = self.row.cells.get(name)
        if cell is None or is_filler(cell.text):
            return ""
        if fault := fault_in_cell(cell):
            return self._reject(name, fault)
        text = clean_name(cell.text)
        limit = _LONGEST.get(name, len(text))
        if len(text) > limit:
            words = _("The text has %(length)d characters; at most %(limit)d are stored.")
            return self._reject(name, words % {"length": len(text), "limit": limit})
        return "" if is_placeholder(text) else text

    def _email(self) -> str:
        text = self._text("email").lower()
        # Exports cover addresses; a covered one says nothing.
        if not text or "*" in text:
            return ""
        try:
            validate_email(text)
        except ValidationError:
            return self._reject("email", _("%(text)s is no e-mail address.") % {"text": text})
        return text

    def _phone(self) -> str:
        text = self._text("phone")
        if not text or "*" in text:
            return ""
        return read_phone(text) or self._reject(
            "phone", _("%(text)s is no mobile number of the mainland and was left out.") % {"text": text}
        )

    def _credit_code(self) -> str:
        reading = read_credit_code(self._text("employer_credit_code"))
        if reading.fault:
            self._say("employer_credit_code", reading.explanation, is_bad=True)
        for one in reading.replacements if not reading.fault else ():
            text = _(
                "%(found)s at position %(position)d of the credit code was read as %(read_as)s, which fits the check digit."
            )
            facts = {"found": one.found, "position": one.position, "read_as": one.read_as}
            self._say("employer_credit_code", text % facts)
        return reading.code

    def _several(self, name: str) -> list[str]:
        parts = (one.strip() for one in _SEVERAL.split(self._text(name)))
        return list(dict.fromkeys(one for one in parts if one))

    def _categories(self) -> list[str]:
        said = self._several("categories")
        unknown = [one for one in said if fold_name(one) not in _CATEGORIES]
        if unknown:
            words = _("%(text)s is no category of the programme; known are %(known)s.")
            self._say(
                "categories", words % {"text": "、".join(unknown), "known": known_categories()}, is_bad=True
            )
        return sorted({_CATEGORIES[fold_name(one)] for one in said if one not in unknown})

    def _fields(self) -> list[str]:
        said = self._several("fields")
        for one in said:
            if len(one) > _LONGEST_FIELD:
                self._say(
                    "fields", _("%(text)s… is too long for a field and was left out.") % {"text": one[:10]}
                )
        return [one for one in said if len(one) <= _LONGEST_FIELD]

    def _yes_or_no(self, name: str) -> bool | None:
        text = self._text(name).casefold()
        if text and text not in _YES | _NO:
            self._say(name, _("%(text)s is neither yes nor no and was left out.") % {"text": text})
        return None if text not in _YES | _NO else text in _YES

    def _count(self, name: str) -> int | None:
        text = self._text(name)
        if not text:
            return None
        if (
            not text.isdecimal()
            or len(text) > MOST_DIGITS
            or not 1 <= int(text) <= (_MOST_TASKS if name == "most_tasks" else 10**9)
        ):
            self._reject(name, _("%(text)s is no number that can stand here.") % {"text": text})
            return None
        return int(text)

    def _division(self) -> str:
        text = self._text("division")
        if not text:
            return ""
        found = self.places.by_code(text)
        found = found if found.code else self.places.by_name(text)
        if not found.code:
            self._say("division", _("Division %(text)s is not known.") % {"text": text})
        elif found.remark:
            self._say("division", found.remark)
        return found.code
