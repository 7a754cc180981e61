"""Who may set the rules of a batch."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.policies import is_director, is_secretary
from brandcert.core.policies import anyone, predicate, register, system_only
from brandcert.programs.models import Batch, Category, Rubric


@predicate(_("Applications are being made by these rules: they can be changed before the window opens only."))
def is_before_opening(_user: Any, obj: Any) -> bool:
    """Say whether nobody fills the forms of the row's batch in yet; for a category, of none of its batches."""
    now = timezone.now()
    if isinstance(obj, Category):
        return not Batch.objects.filter(
            program=obj.program_id, opens_at__lte=now, closes_at__gte=now
        ).exists()
    batch = obj if isinstance(obj, Batch) else getattr(obj, "batch", None)
    return batch is None or batch.may_change_form(now)


@predicate(_("This version is in force: it never changes. Draw up a further one."))
def is_draft(_user: Any, obj: Any) -> bool:
    """Say whether the scoring table may still change."""
    return obj is None or obj.is_draft


@predicate(_("Draw up the new version from one that is in force, and one at a time."))
def may_have_successor(_user: Any, obj: Any) -> bool:
    """Say whether the version is in force and nobody draws up another one of its category."""
    return obj is None or not (
        obj.is_draft or Rubric.objects.filter(category=obj.category_id, is_draft=True).exists()
    )


register(
    "programs.batch",
    {
        "view": anyone,
        "administer": (is_secretary, is_before_opening),
        "set_form": (is_secretary, is_before_opening),
        "propose_amend": is_secretary,
        "amend": is_director,
        "propose_close": is_secretary,
        "close": is_director,
        "choose_rubric": (is_secretary, is_before_opening),
        "propose_switch_rubric": is_secretary,
        "switch_rubric": is_director,
        "set_catalogue": (is_secretary, is_before_opening),
        "propose_change_catalogue": is_secretary,
        "change_catalogue": is_director,
    },
)
register(
    "programs.program",
    {"demonstrate": system_only, "view": anyone, "propose_amend": is_secretary, "amend": is_director},
)
register(
    "programs.rubric",
    {
        "view": anyone,
        "draw_up": (is_secretary, may_have_successor),
        "keep_draft": (is_secretary, is_draft),
        "propose_put_in_force": (is_secretary, is_draft),
        "put_in_force": (is_director, is_draft),
    },
)
