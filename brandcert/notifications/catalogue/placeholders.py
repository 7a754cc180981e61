"""Every placeholder a text may hold: what it stands for, and an example that looks like the real thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name between braces, its meaning for whoever edits a text, and an example."""

    meaning: Words
    example: Words | Sequence[Words]


EXAMPLE_LINK: Final = "/portal/"
PLACEHOLDERS: Final[dict[str, Placeholder]] = {
    "person": Placeholder(_("name of the recipient"), "李晓梅"),
    "enterprise": Placeholder(_("name of the enterprise"), "吉林省长白山参业专业合作社"),
    "product": Placeholder(_("product or service"), "长白山人参（鲜参）"),
    "receipt": Placeholder(_("receipt number"), "JLJP-SQ-2026-000128"),
    "batch": Placeholder(_("batch"), "2026年第一批"),
    "due": Placeholder(_("deadline"), "2026-12-07"),
    "days": Placeholder(_("days left, in words"), _("3 working days left")),
    "reason": Placeholder(
        _("facts and reason"), _("The test report was issued more than twelve months before the application.")
    ),
    "appeal_until": Placeholder(_("last day to appeal"), "2026-12-22"),
    "problems": Placeholder(
        _("list of what has to be corrected"),
        (
            _("Number of employees: differs from the annual report."),
            _("Business licence: the scan cannot be read."),
        ),
    ),
    "findings": Placeholder(
        _("list of findings of the inspection"),
        (
            _("The log of raw materials has a gap in October."),
            _("Two measuring instruments are past their calibration."),
        ),
    ),
    "entry": Placeholder(
        _("entry against the enterprise: what, since when, by whom published"),
        _("list of abnormal operations since 2026-11-02, by the national register of enterprises"),
    ),
    "ends_by": Placeholder(
        _("how the entry ends"), _("It ends when the body that keeps the list removes the entry.")
    ),
    "plan_due": Placeholder(_("last day for the plan of a rectification"), "2026-12-14"),
    "objections": Placeholder(
        _("facts of the admitted objections"),
        (_("The stated place of origin is not that of the raw ginseng."),),
    ),
    "inspection_day": Placeholder(_("day of the inspection"), "2026-12-10"),
    "possible_from": Placeholder(_("first day that leaves the time of the notice"), "2026-12-11"),
    "inspection_mode": Placeholder(_("mode of the inspection"), _("On site")),
    "inspection_place": Placeholder(_("place of the inspection"), "白山市抚松县万良镇参业路8号"),
    "wished_day": Placeholder(_("day the enterprise asks for"), "2026-12-15"),
    "statement_until": Placeholder(_("last day for a statement"), "2026-12-11"),
    "notice_number": Placeholder(_("number of the public notice"), "吉精品公示〔2026〕1号"),
    "notice_from": Placeholder(_("first day of the public notice"), "2026-12-14"),
    "notice_to": Placeholder(_("last day of the public notice"), "2026-12-22"),
    "outcome": Placeholder(_("outcome"), _("not upheld")),
    "finding": Placeholder(_("written finding"), _("The marks were given in accordance with the rubric.")),
    "number": Placeholder(_("certificate number"), "吉精品（农）〔2026〕0012号"),
    "valid_from": Placeholder(_("first day of validity"), "2026-12-28"),
    "valid_to": Placeholder(_("last day of validity"), "2029-12-27"),
    "expected_end": Placeholder(_("end of the suspension"), "2027-06-30"),
    "announced_act": Placeholder(_("announced act"), _("Suspension")),
    "announced_facts": Placeholder(
        _("facts of the prior notice"), _("A sample taken on 12 November failed the test for residues.")
    ),
    "announced_basis": Placeholder(
        _("basis of the prior notice"), "《“吉林精品”品牌证书管理办法》第二十一条"
    ),
    "answer_by": Placeholder(_("last day to answer"), "2026-12-07"),
    "kind": Placeholder(_("kind of the request"), _("change of name")),
    "act": Placeholder(_("act or step in words"), _("Issue")),
    "who": Placeholder(_("who acted"), "王建国"),
    "colleague": Placeholder(_("name of a colleague of the enterprise"), "王建国"),
    "code": Placeholder(_("unified social credit code"), "91220100XNT000218B"),
    "role": Placeholder(_("role"), _("owner")),
    "unit": Placeholder(_("recommending unit"), "白山市市场监督管理局"),
    "until": Placeholder(_("until when"), "2029-12-31"),
    "hour": Placeholder(_("hour the meeting begins"), "09:30"),
    "place": Placeholder(_("place of the meeting"), "省市场监督管理局三楼第二会议室"),
    "department": Placeholder(_("department that was asked"), "省生态环境厅"),
    "count": Placeholder(_("how many"), "12"),
    "case": Placeholder(_("what the case is called"), "JLJP-SQ-2026-000128 长白山人参（鲜参）"),
    "channel": Placeholder(_("channel"), pgettext_lazy("channel", "e-mail")),
    "phone": Placeholder(_("mobile number, masked"), "138****8000"),
    "link": Placeholder(_("address of the page"), EXAMPLE_LINK),
}
