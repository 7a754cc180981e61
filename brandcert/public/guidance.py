"""What the guide tells, all of it read from the batch: conditions, documents, flow, terms, thresholds, remedies."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from brandcert.applications.eligibility import QUESTIONS, Question
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs.models import Batch, Category, DocumentRequirement
from brandcert.programs.queries import newest_rubric, rubric_for
from brandcert.public.samples import SAMPLES

# What the system itself looks at when an application is handed in, by the name of the rule that does it.
AT_SUBMISSION: Final[Mapping[str, Promise]] = {
    "window_is_open": gettext_lazy("The application is handed in while the batch is open."),
    "credit_code_is_valid": gettext_lazy(
        "The unified social credit code is right, its check character included."
    ),
    "registered_in_jilin": gettext_lazy("The enterprise is registered in Jilin province."),
    "body_is_admitted": gettext_lazy("This type of organisation may apply in the category."),
    "running_long_enough": gettext_lazy("The enterprise has run as long as the batch asks for."),
    "trademark_is_valid": gettext_lazy("The trademark is named and its term has not ended."),
    "product_is_chosen": gettext_lazy("One application is about one product or service."),
    "class_is_open": gettext_lazy(
        "The product or service belongs to an open class, where the batch has a catalogue."
    ),
    "unit_is_chosen": gettext_lazy("A recommending unit is chosen, where the batch goes through one."),
    "content_is_complete": gettext_lazy("Every required question is answered."),
    "documents_are_complete": gettext_lazy("Every required document is there."),
    "pledge_is_given": gettext_lazy("The owner of the account has confirmed the pledge of truthfulness."),
    "no_rival_is_live": gettext_lazy("No other application for the same product is under way."),
    "enterprise_is_not_barred": gettext_lazy("The enterprise is not barred from applying."),
    "renewal_is_in_order": gettext_lazy(
        "A renewal comes in time, for a certificate that has not ended, with what was copied confirmed."
    ),
    "no_revocation_is_open_against_the_renewed": gettext_lazy(
        "No revocation case is open against the certificate to be renewed."
    ),
}


def current_batch(now: datetime.datetime) -> Batch | None:
    """Return the batch the guide is about: the open one that closes last, else the next to open, else the last that was."""
    rows = Batch.objects.select_related("program")
    return (
        rows.filter(opens_at__lte=now, closes_at__gte=now).order_by("-closes_at").first()
        or rows.filter(opens_at__gt=now).order_by("opens_at").first()
        or rows.order_by("-closes_at").first()
    )


def days(count: int) -> str:
    """Return a number of calendar days in words."""
    return ngettext("%(count)d calendar day", "%(count)d calendar days", count) % {"count": count}


def workdays(count: int) -> str:
    """Return a number of working days in words."""
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


def conditions(batch: Batch | None) -> list[dict[str, Any]]:
    """Return the conditions, those a clerk asks and those the system looks at: the same lists by which both decide."""
    return [
        {
            "title": _("Asked of the applicant, one by one, before acceptance"),
            "lines": [_asked(question, batch) for question in QUESTIONS],
        },
        {"title": _("Checked by the system when you hand in"), "lines": list(AT_SUBMISSION.values())},
    ]


def _asked(question: Question, batch: Batch | None) -> str:
    """Return a question of the clerk; the number of years is that of the batch, before the first one the usual."""
    usual = Batch._meta.get_field("least_years").get_default()
    return question.asked(least_years=batch.least_years if batch else usual)


def bodies(category: Category) -> list[str]:
    """Return the kinds of bodies that may apply in a category."""
    return [str(kind.label) for kind in OrganisationType if category.admits(kind)]


def documents(batch: Batch, category: Category, kind: str = "") -> list[dict[str, Any]]:
    """Return the documents of a category, for one kind of body or for all of them."""
    rows = DocumentRequirement.objects.filter(batch=batch, category=category)
    is_english = (get_language() or "").startswith("en")
    return [
        {
            "title": (row.title_en if is_english else "") or row.title,
            "hint": (row.hint_en if is_english else "") or row.hint,
            "is_required": row.is_required,
            "kinds": [OrganisationType(value).label for value in row.organisation_types],
            "sample_url": reverse("public:sample", args=[row.key]) if row.key in SAMPLES else "",
        }
        for row in rows
        if not kind or row.applies_to(kind)
    ]


def flow(batch: Batch) -> list[dict[str, Any]]:
    """Return the steps from the application to the certificate: who acts, how long it takes at most, what comes out."""
    return list(_numbered(_steps(batch)))


def _numbered(steps: Iterator[tuple[str, str, str, str]]) -> Iterator[dict[str, Any]]:
    for number, (title, who, limit, result) in enumerate(steps, start=1):
        yield {"number": number, "title": title, "who": who, "limit": limit, "result": result}


def _steps(batch: Batch) -> Iterator[tuple[str, str, str, str]]:
    province = _("the province")
    window = _("while the batch is open")
    yield _("Apply online"), _("the enterprise"), window, _("receipt with number and query code")
    if batch.needs_unit:
        yield (
            _("Recommendation"),
            _("the recommending unit"),
            workdays(batch.recommend_days),
            _("signed opinion"),
        )
    yield (
        _("Acceptance"),
        province,
        workdays(batch.accept_days),
        _("acceptance, or a refusal with its remedy"),
    )
    yield (
        _("Expert review"),
        _("at least %(count)d experts") % {"count": batch.panel_size},
        workdays(batch.review_days),
        _("score by a published table"),
    )
    yield (
        _("On-site inspection"),
        _("at least %(count)d inspectors") % {"count": batch.team_size},
        workdays(batch.inspect_days),
        _("locked report"),
    )
    yield _("Deliberation"), _("the committee"), "–", _("vote, within the quota")
    yield _("Public notice"), _("everyone may object"), workdays(batch.notice_days), _("published list")
    yield (
        _("Award and certificate"),
        province,
        workdays(batch.program.issue_days),
        _("decision with number, electronic certificate"),
    )


def limits(batch: Batch) -> list[dict[str, str]]:
    """Return the terms that bind the applicant or the authority outside the flow itself."""
    rounds = ngettext("at most %(count)d time", "at most %(count)d times", batch.correction_rounds)
    corrected = [workdays(batch.correction_days), rounds % {"count": batch.correction_rounds}]
    return [
        {
            "label": _("To correct an application"),
            "value": _(", ").join(corrected),
        },
        {"label": _("Notice before an inspection"), "value": workdays(batch.inspection_notice_days)},
        {"label": _("To plan how findings are put right"), "value": workdays(batch.rectification_plan_days)},
        {"label": _("To put findings right"), "value": days(batch.rectification_days)},
        {"label": _("To state one's side of an objection"), "value": workdays(batch.statement_days)},
        {"label": _("To appeal against a refusal"), "value": days(batch.appeal_days)},
        {"label": _("Decision of an appeal"), "value": days(batch.appeal_decision_days)},
        {
            "label": _("Validity of a certificate"),
            "value": ngettext("%(count)d year", "%(count)d years", batch.program.validity_years)
            % {"count": batch.program.validity_years},
        },
    ]


def thresholds(batch: Batch) -> list[dict[str, str]]:
    """Return the scores a case has to reach."""
    return [
        {"label": _("Needed for an inspection"), "value": f"{batch.gate_score.normalize():f} / 60"},
        {"label": _("Needed for an award"), "value": f"{batch.award_score.normalize():f} / 100"},
        {"label": _("In every dimension"), "value": f"{batch.dimension_percent} %"},
    ]


def dimensions(category: Category, batch: Batch | None = None) -> list[dict[str, Any]]:
    """Return what the rubric of a category judges in the batch, with the points of each dimension; without one the newest."""
    rubric = rubric_for(batch.pk, category.pk) if batch else newest_rubric(category.pk)
    if rubric is None:
        return []
    is_english = (get_language() or "").startswith("en")
    return [
        {"title": (row.title_en if is_english else "") or row.title, "points": f"{row.maximum.normalize():f}"}
        for row in rubric.dimensions.all()
    ]


def remedies(batch: Batch) -> list[str]:
    """Return what can be done against a decision, with its term."""
    return [
        _("A refusal states its reason, its basis and its remedy; it is told in the portal and by mail."),
        _("Appeal within %(days)s of the refusal; other staff decide within %(decision)s.")
        % {"days": days(batch.appeal_days), "decision": days(batch.appeal_decision_days)},
        _("Object to a published list while its notice is open, with your real name and the facts."),
        _("Withdraw freely before the public notice; afterwards with the consent of the director."),
        _("Administrative reconsideration or a law suit remain open to you by law."),
    ]
