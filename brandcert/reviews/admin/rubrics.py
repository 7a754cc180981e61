"""What the review adds to the rules: the sheet of a rubric as experts will see it, and another version for an open batch."""

from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.admin import register_panel, register_step
from brandcert.core.models import Approval
from brandcert.programs import formulas
from brandcert.programs.enums import CriterionKind
from brandcert.programs.forms import RubricForm
from brandcert.programs.models import Batch, Category, Criterion, Rubric
from brandcert.programs.queries import computable
from brandcert.reviews import queries, scoring
from brandcert.reviews.admin.screens import guide_of
from brandcert.reviews.forms import ScoreForm, name_of
from brandcert.reviews.services import is_scored, propose_switch

BATCH: Final = "programs.batch"


class SwitchForm(RubricForm):
    """Another version for a category of an open batch, and why."""

    asks_reason = True

    def beforehand(self) -> list[dict[str, Any]]:
        """Add where experts have begun: that version stays, a proposal would only be refused."""
        begun = [
            str(use.category)
            for use in self.row.rubric_uses.select_related("category").order_by("category_id")
            if is_scored(self.row, use.category_id)
        ]
        words = _("Experts have begun to score by the present version: it stays for this batch.")
        told = [{"label": _(", ").join(begun), "value": words}] if begun else []
        return [*super().beforehand(), *told]


def _lines(approval: Approval) -> list[dict[str, Any]]:
    details = approval.details
    category = Category.objects.get(program__batches=approval.subject_id, key=details["category"])
    return [
        {"label": str(category), "value": f"v{details['before']} → v{details['version']}"},
        {"label": _("Reason"), "value": details["reason"]},
    ]


def _is_open(row: Batch) -> bool:
    return not row.may_change_form(timezone.now())


register_step(
    f"{BATCH}.propose_switch_rubric",
    run=propose_switch,
    form=SwitchForm,
    label=gettext_lazy("Propose another version of a rubric"),
    when=_is_open,
)
register_step(f"{BATCH}.switch_rubric", describe=_lines)


def sheet_of(row: Rubric, _user: Any) -> dict[str, Any]:
    """Return the sheet as the page of an expert draws it, with nothing to fill in."""
    criteria = queries.criteria_of(row.pk)
    form = ScoreForm(criteria=criteria, exhibits=(), proposed={})
    for field in form.fields.values():
        field.disabled = True
    questions = computable(row.category)
    shown: list[dict[str, Any]] = []
    for one in criteria:
        if not shown or shown[-1]["code"] != one.dimension.key:
            shown.append(
                {
                    "code": one.dimension.key,
                    "name": name_of(one.dimension),
                    "maximum": Decimal(0),
                    "criteria": [],
                }
            )
        shown[-1]["maximum"] = scoring.plain(shown[-1]["maximum"] + one.maximum)
        shown[-1]["criteria"].append(_line(form, one, questions))
    return {"dimensions": shown}


def _line(form: ScoreForm, row: Criterion, questions: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": name_of(row),
        "guide": guide_of(row),
        "formula": _tried(row, questions) if row.formula else "",
        "proposed": None,
        "is_objective": row.kind == CriterionKind.OBJECTIVE,
        "maximum": scoring.plain(row.maximum),
        "points": form[f"points-{row.code}"],
        "reason": form[f"reason-{row.code}"],
        "cite": form[f"cite-{row.code}"],
    }


def _tried(row: Criterion, questions: Any) -> str:
    """Try the formula on each of its own answers, with the evaluator that the sheet uses."""
    question = questions.get(row.formula["of"])
    words = (
        {code: chinese for code, chinese, _english in question.settings.get("choices", ())}
        if question
        else {}
    )
    answers = [*row.formula.get("choices", ()), *(at for at, _share in row.formula.get("scale", ()))]
    tried = [
        f"{words.get(one, one)} → {formulas.proposal(row.formula, str(one), row.maximum)}" for one in answers
    ]
    return f"{name_of(question) if question else row.formula['of']}: " + "; ".join(tried)


register_panel("programs.rubric", "reviews/sheet_preview.html", sheet_of)
