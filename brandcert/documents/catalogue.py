"""The kinds of letters: each app enters those it sends; every placeholder with meaning and example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brandcert.core.wording import unknown
from brandcert.documents.enums import Audience
from brandcert.documents.wording import OBLIGATORY, PARTS, Words


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name between braces, its meaning for whoever edits a template, and an example as letters write it."""

    meaning: str | Promise
    example: str | Sequence[str]


PLACEHOLDERS: Final[dict[str, Placeholder]] = {
    "addressee": Placeholder(_("whom the letter is addressed to"), "吉林省长白山参业专业合作社"),
    "enterprise": Placeholder(_("name of the enterprise"), "吉林省长白山参业专业合作社"),
    "product": Placeholder(_("product or service"), "长白山人参（鲜参）"),
    "receipt": Placeholder(_("receipt number"), "JLJP-SQ-2026-000128"),
    "batch": Placeholder(_("batch"), "2026年第一批"),
    "category": Placeholder(_("category"), "吉林农产"),
    "issuer": Placeholder(_("who issues the letter"), "吉林省市场监督管理厅"),
    "number": Placeholder(_("number of the letter"), "吉精品补〔2026〕0001号"),
    "date": Placeholder(_("date of the letter"), "2026年11月23日"),
    "submitted": Placeholder(_("day of submission"), "2026年11月2日"),
    "unit": Placeholder(_("recommending unit"), "白山市市场监督管理局"),
    "reason": Placeholder(
        _("facts and reason"), "检验报告出具日期早于申报日12个月以上，不能证明当前产品质量。"
    ),
    "remedies": Placeholder(
        _("what the enterprise can do, in the words of the record"),
        "对本决定不服的，可以自收到本决定书之日起15日内提出复核申请。",
    ),
    "ground": Placeholder(_("ground of the list"), "不符合申报条件"),
    "problems": Placeholder(
        _("list of what has to be corrected"),
        ("企业基本情况·职工人数：与年度报告不一致。", "营业执照：扫描件四角不全，无法辨认。"),
    ),
    "findings": Placeholder(
        _("list of findings of the inspection"),
        ("生产过程 4.2：原料台账10月缺页。", "计量管理 6.1：两台衡器超过检定周期。"),
    ),
    "scores": Placeholder(
        _("own scores by dimension"), ("质量水平：11.50分（满分20分）", "品牌信誉：9.00分（满分15分）")
    ),
    "total": Placeholder(_("own total score"), "38.25"),
    "gate": Placeholder(_("score that is needed"), "42.00"),
    "due": Placeholder(_("deadline"), "2026年12月7日"),
    "plan_due": Placeholder(_("last day for the plan of a rectification"), "2026年11月30日"),
    "term": Placeholder(_("term in days"), "10"),
    "appeal_until": Placeholder(_("last day to appeal"), "2026年12月8日"),
    "appeal_days": Placeholder(_("days to appeal"), "15"),
    "inspection_day": Placeholder(_("day of the inspection"), "2026年12月10日"),
    "inspection_mode": Placeholder(_("mode of the inspection"), "现场核查"),
    "inspection_place": Placeholder(_("place of the inspection"), "白山市抚松县万良镇参业路8号"),
    "objection": Placeholder(_("receipt number of the objection"), "YY-2026-00003"),
    "filed": Placeholder(_("day of filing"), "2026年11月20日"),
    "objected": Placeholder(
        _("facts of the objection as told to the enterprise"), "公示的产地与原料实际产地不符。"
    ),
    "objected_to": Placeholder(_("item of the public notice the objection is about"), "长白山人参（鲜参）"),
    "notice_number": Placeholder(_("number of the public notice"), "吉精品公示〔2026〕1号"),
    "statement_until": Placeholder(_("last day for a statement"), "2026年12月1日"),
    "statement_days": Placeholder(_("working days for a statement"), "5"),
    "outcome": Placeholder(_("outcome"), "异议不成立"),
    "finding": Placeholder(_("written finding"), "经调取原料收购台账核对，公示产地与实际一致。"),
    "decision_number": Placeholder(_("number of the decision"), "吉精品认〔2026〕1号"),
    "decided": Placeholder(_("day of the decision"), "2026年12月25日"),
    "grounds": Placeholder(_("grounds of the appeal"), "检验报告已于10月更新，评审时未予采信。"),
    "refusal": Placeholder(_("what is appealed from"), "不予受理"),
    "certificate": Placeholder(_("certificate number"), "吉精品（农）〔2026〕0012号"),
    "act": Placeholder(_("announced or decided act"), "暂停使用证书"),
    "legal_basis": Placeholder(
        _("basis in the words of the record"), "《“吉林精品”品牌证书管理办法》第二十一条"
    ),
    "end": Placeholder(_("end of the suspension"), "2027年6月30日"),
}
COMMON: Final = (
    "addressee",
    "enterprise",
    "product",
    "receipt",
    "batch",
    "category",
    "issuer",
    "number",
    "date",
)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter: its series, its delivered words, its closed list of placeholders and those that must stay."""

    key: str
    name_en: str
    symbol: str
    words: Words
    audience: Audience = Audience.ENTERPRISE
    uses: tuple[str, ...] = COMMON
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # What the letter says, in short, for readers without Chinese; it binds nobody.
    english: str = ""

    @property
    def name(self) -> str:
        """Return what the kind is called in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.words["title"]

    def examples(self) -> dict[str, Any]:
        """Return an example for every placeholder."""
        return {name: PLACEHOLDERS[name].example for name in self.uses}


KINDS: Final[dict[str, LetterKind]] = {}


def enter(path: Path) -> tuple[str, ...]:
    """Enter the kinds of a file and return their keys.

    Raises ValueError for a kind that exists, lacks an obligatory part or uses a placeholder nobody explains.
    """
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key, row in rows.items():
        if key in KINDS:
            raise ValueError(f"the letter {key} is entered twice")
        KINDS[key] = _kind(key, row)
    return tuple(rows)


def _kind(key: str, row: Mapping[str, Any]) -> LetterKind:
    uses = (*COMMON, *row.get("uses", ()))
    words = {part: str(row.get(part, "")).strip() for part in PARTS}
    english = str(row.get("english", "")).strip()
    unexplained = [name for name in uses if name not in PLACEHOLDERS] + unknown([english], uses)
    lacking = [part for part in ("title", *OBLIGATORY) if not words[part]] + ([] if english else ["english"])
    if unexplained or lacking:
        raise ValueError(f"the letter {key}: unexplained {unexplained}, without {lacking}")
    needs = {part: tuple(names) for part, names in row.get("needs", {}).items()}
    audience = Audience(row.get("audience", Audience.ENTERPRISE))
    return LetterKind(key, row["name_en"], row["symbol"], words, audience, uses, needs, english)


def name_of(key: str) -> str:
    """Return what a kind is called, its key for one that no longer exists."""
    return KINDS[key].name if key in KINDS else key
