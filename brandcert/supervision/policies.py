"""Who opens, hears, checks, decides and reads sanction cases."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.policies import is_auditor, is_director, is_legal, is_supervisor
from brandcert.applications.policies import is_no_auditor
from brandcert.core.history import has_done
from brandcert.core.policies import allowed, either, extend, predicate, register, system_only
from brandcert.documents.models import LetterQuerySet, Upload
from brandcert.enterprises.policies import is_member, is_owner
from brandcert.supervision.models import READERS, SanctionCase

LABEL = "supervision.sanctioncase"
INVESTIGATING = ("open", "amend", "serve", "hold_hearing")


@predicate(_("Whoever investigated the case neither checks nor decides it."))
def has_not_investigated(user: Any, case: SanctionCase | None) -> bool:
    """Say whether the person had no hand in facts, notice and hearing."""
    return case is None or not any(has_done(user, act, case) for act in INVESTIGATING)


@predicate(_("Whoever gave the legal opinion does not decide the case."))
def has_not_checked(user: Any, case: SanctionCase | None) -> bool:
    """Say whether the person did not check the case legally."""
    return case is None or not has_done(user, "check_legally", case)


@predicate(_("The holder learns of a case by the prior notice."))
def is_announced(_user: Any, case: SanctionCase | None) -> bool:
    """Say whether the notice of the case was served."""
    return case is not None and case.served_on is not None


@predicate(_("Only the holder sees what is announced to it."))
def is_holder_who_knows(user: Any, case: SanctionCase | None) -> bool:
    """Say whether the person acts for the holder, who was served the notice."""
    return bool(is_announced(user, case) and is_member(user, case))


register(
    LABEL,
    {
        "view": either(
            _("Only the holder and the staff who deal with the case see this."),
            is_supervisor,
            is_legal,
            is_director,
            is_auditor,
            is_holder_who_knows,
        ),
        "list": is_supervisor | is_legal | is_director | is_auditor,
        "amend": is_supervisor,
        "serve": is_supervisor,
        "ask_hearing": (is_owner, is_announced),
        "hold_hearing": is_supervisor,
        "answer": (is_owner, is_announced),
        "end_term": system_only,
        "return_to_facts": (is_legal, has_not_investigated),
        "check_legally": (is_legal, has_not_investigated),
        "record_minutes": is_supervisor,
        "propose_decision": is_supervisor,
        "decide": (is_director, has_not_investigated, has_not_checked),
        "publish": system_only,
        "deliver": system_only,
        "drop": is_supervisor,
        "end": system_only,
        "flag_overdue": system_only,
        "recount_answer": system_only,
        "recount": system_only,
    },
    grave=("propose_decision", "decide"),
)
register("certificates.certificate", {"open_sanction": is_supervisor})


def _cases_of(upload: Upload) -> models.QuerySet[SanctionCase]:
    """Return the cases in which the file is evidence of the office or of the holder."""
    return SanctionCase.objects.filter(
        models.Q(evidence=upload) | models.Q(statements__evidence=upload)
    ).distinct()


@predicate(_("You may not read this file."))
def reads_evidence_of_case(user: Any, upload: Upload | None) -> bool:
    """Say whether the file is evidence in a case the person may see: the holder may read what is held against it."""
    return upload is not None and any(allowed(user, f"{LABEL}.view", row) for row in _cases_of(upload))


extend("documents.upload.view", (is_no_auditor, reads_evidence_of_case))


@predicate(_("You may not read this letter."))
def reads_letter_of_case(user: Any, letter: Any) -> bool:
    """Say whether the letter is about a case the person may see."""
    if letter is None or letter.subject_type != LABEL:
        return False
    row = SanctionCase.objects.filter(pk=letter.subject_id).first()
    return row is not None and allowed(user, f"{LABEL}.view", row)


def _letters(user: Any) -> models.Q:
    """Return the letters of cases the staff sees; the query twin of `reads_letter_of_case`."""
    rows = SanctionCase.objects.visible_to(user).order_by().values("pk")
    return models.Q(subject_type=LABEL, subject_id__in=rows)


extend("documents.letter.view", reads_letter_of_case)
LetterQuerySet.scopes.append(_letters)

__all__ = ["LABEL", "READERS"]
