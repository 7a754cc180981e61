"""Who deliberates, decides, and hears objections and appeals."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.accounts.policies import (
    is_auditor,
    is_clerk,
    is_committee,
    is_director,
    is_issuer,
    is_secretary,
)
from brandcert.applications.models import Application
from brandcert.applications.policies import correspondent, desk_reader, is_no_auditor
from brandcert.awards.models import (
    Appeal,
    ConsultationAnswer,
    Deliberation,
    Dossier,
    Objection,
    Statement,
)
from brandcert.awards.policies.parties import had_no_hand, is_revealed
from brandcert.core.policies import allowed, anyone, either, extend, predicate, register, system_only
from brandcert.documents.models import LetterQuerySet
from brandcert.enterprises.policies import is_member, is_owner


@predicate(_("Only whoever handles the objection sees who objected."))
def is_handler(user: Any, objection: Objection | None) -> bool:
    """Say whether the person handles the objection."""
    return objection is not None and user.pk is not None and objection.handled_by_id == user.pk


@predicate(_("Somebody else handles this objection."))
def may_handle(user: Any, objection: Objection | None) -> bool:
    """Say whether the person handles the objection, or nobody does yet."""
    return objection is None or objection.handled_by_id in (None, user.pk)


@predicate(_("An appeal is decided by people who did not take part in the refusal."))
def is_other_staff(user: Any, appeal: Appeal | None) -> bool:
    """Say whether the person had no hand in what is appealed from."""
    return appeal is not None and had_no_hand(user, appeal.application)


@predicate(_("No appeal waits for its decision."))
def has_open_appeal(_user: Any, application: Application | None) -> bool:
    """Say whether the enterprise's appeal against the end of the case is being decided."""
    return application is not None and Appeal.objects.filter(application=application, outcome="").exists()


@predicate(_("Only people of the enterprise the objection is about do this."))
def is_accused(user: Any, objection: Objection | None) -> bool:
    """Say whether the person acts for the enterprise an admitted objection is about."""
    if objection is None or objection.admitted_at is None:
        return False
    return bool(is_member(user, objection.item.application))


@predicate(_("Only an owner of the enterprise the objection is about does this."))
def is_accused_owner(user: Any, objection: Objection | None) -> bool:
    """Say whether the person is owner of the enterprise an admitted objection is about."""
    if objection is None or objection.admitted_at is None:
        return False
    return bool(is_owner(user, objection.item.application))


@predicate(_("You may not read this file."))
def reads_own_paper(user: Any, upload: Any) -> bool:
    """Say whether the file came with a statement or an appeal of the person's own enterprise."""
    if upload is None:
        return False
    statements = Statement.objects.filter(files=upload).select_related("objection__item__application")
    appeals = Appeal.objects.filter(Q(evidence=upload) | Q(files=upload)).select_related("application")
    cases = [row.objection.item.application for row in statements] + [row.application for row in appeals]
    return any(is_member(user, case) for case in cases)


@predicate(_("You may not read this file."))
def reads_evidence(user: Any, upload: Any) -> bool:
    """Say whether the file is evidence of an objection whose objector the person may know, or of an appeal he hears."""
    if upload is None:
        return False
    objections = Objection.objects.filter(papers__upload=upload)
    if any(
        allowed(user, "awards.objection.view", row.objection)
        for row in Statement.objects.filter(files=upload).select_related("objection")
    ):
        return True
    return any(allowed(user, "awards.objection.view_objector", row) for row in objections) or any(
        allowed(user, "awards.appeal.view", row)
        for row in Appeal.objects.filter(Q(evidence=upload) | Q(files=upload))
    )


@predicate(_("Only the chair of the meeting does this."))
def is_chair(user: Any, meeting: Deliberation | None) -> bool:
    """Say whether the person leads the meeting; one without a chair is led by any member."""
    return meeting is None or meeting.chair_id in (None, user.pk)


@predicate(_("Only members who are invited to the meeting do this."))
def is_invited(user: Any, meeting: Deliberation | None) -> bool:
    """Say whether the person is a member of this meeting."""
    return meeting is None or meeting.attendees.filter(pk=user.pk).exists()


@predicate(_("You are recused from this item."))
def is_not_recused(user: Any, dossier: Dossier | None) -> bool:
    """Say whether the person may deal with the item the dossier is about."""
    return dossier is None or not dossier.item.recusals.filter(member=user).exists()


_LEADS = _("Only the chair or the secretary of the meeting does this.")
leads_or_keeps = either(_LEADS, (is_committee, is_chair), is_secretary)
register(
    "awards.deliberation",
    {
        "view": is_committee | is_director | is_auditor | is_secretary,
        "call": is_committee | is_secretary,
        "add_item": leads_or_keeps,
        "sign_in": (is_committee, is_invited),
        "note_attendance": leads_or_keeps,
        "vote": is_committee,
        "recuse": is_committee,
        "close_item": (is_committee, is_chair),
        "note_discussion": leads_or_keeps,
        "write_minutes": leads_or_keeps,
        "close": leads_or_keeps,
        "sign_minutes": (is_committee, is_invited),
        "lock_minutes": (is_committee, is_chair),
        "seal_minutes": system_only,
        "add_addendum": leads_or_keeps,
        "order_dossiers": leads_or_keeps,
        "propose_notice": is_committee,
        "stage": is_committee | is_director,
        "publish": is_director,
    },
)
register(
    "awards.dossier",
    {
        "view": either(
            _("Only those who take part in the deliberation read its dossiers."),
            (is_committee, is_not_recused),
            (is_director, is_not_recused),
            is_secretary,
            is_auditor,
        )
    },
)
register(
    "awards.consultation",
    {
        "view": is_clerk | is_secretary | is_committee | is_director | is_auditor,
        "ask": is_clerk | is_secretary,
        "answer": system_only,
        "lapse": system_only,
        "recount": system_only,
        "record": is_clerk | is_secretary,
        "handle": is_clerk | is_secretary,
        "revoke": is_clerk | is_secretary,
        "renew": is_clerk | is_secretary,
    },
)
register(
    "awards.publicnotice",
    {
        "view": anyone,
        "recount": system_only,
        "publish": is_director,
        "propose_awards": is_secretary,
        "award": is_director,
        "propose_correct": is_secretary | is_clerk,
        "correct": is_director,
        "enter_objection": is_clerk,
    },
)
register(
    "awards.announcement",
    {
        "view": anyone,
        "issue": is_director,
        "propose_withdraw": is_secretary,
        "withdraw": is_director,
    },
)
register("awards.decision", {"view": desk_reader | is_issuer})
register(
    "awards.objection",
    {
        "file": anyone,
        "view": is_clerk | is_director | is_auditor,
        "view_objector": either(
            _("Only whoever handles the objection sees who objected."), (is_clerk, is_handler), is_auditor
        ),
        "reveal_objector": either(
            _("Only whoever handles the objection sees who objected."), (is_clerk, is_handler), is_auditor
        ),
        # Asked of the application, as its step; the event is of the objection.
        "decide": is_director,
        "take": is_clerk,
        "hand_over": either(
            _("Only the handler or a director hands an objection over."), (is_clerk, is_handler), is_director
        ),
        "admit": (is_clerk, may_handle),
        "refuse": (is_clerk, may_handle),
        "propose_decide": (is_clerk, may_handle),
        # What the objector does with number and code, and what the clock does.
        "add_evidence": system_only,
        "verify_contact": system_only,
        "take_back": system_only,
        "recount": system_only,
        "recount_statement": system_only,
        "flag_overdue": system_only,
        "state": is_accused_owner,
        "read_told": is_accused,
    },
    grave=("reveal_objector",),
)
register("applications.application", {"appeal": is_owner})
register(
    "awards.appeal",
    {
        # Asked of the application as `appeal`; the event is of the appeal it became.
        "file": is_owner,
        "view": either(
            _("Only those who deal with the appeal may read it."), is_clerk, is_director, is_auditor
        ),
        "withdraw": is_owner,
        "admit_late": (is_director, is_other_staff),
        "refuse_late": (is_director, is_other_staff),
        "hear": (is_clerk, is_other_staff),
        "propose_decide": (is_clerk, is_other_staff),
        "decide": (is_director, is_other_staff),
        "flag_overdue": system_only,
    },
)


@predicate(_("You may not read this file."))
def reads_paper_answer(user: Any, upload: Any) -> bool:
    """Say whether the file is a department's answer in a consultation the person may read."""
    if upload is None:
        return False
    rows = ConsultationAnswer.objects.filter(paper=upload).select_related("consultation")
    return any(allowed(user, "awards.consultation.view", row.consultation) for row in rows)


extend("documents.upload.view", (is_no_auditor, reads_evidence), reads_own_paper, reads_paper_answer)
# A case that ended is written about again while an appeal is being decided.
extend("applications.application.converse", (has_open_appeal, is_member))
extend("applications.application.answer", (has_open_appeal, correspondent))


@predicate(_("You may not read this letter."))
def reads_letter_to_objector(user: Any, letter: Any) -> bool:
    """Say whether the letter went to an objector whose name the person may know."""
    if letter is None or letter.case_type != "awards.objection":
        return False
    objection = Objection.objects.filter(pk=letter.case_id).first()
    return objection is not None and allowed(user, "awards.objection.view_objector", objection)


@predicate(_("Have the objector shown first, and say what for."))
def had_objector_shown(user: Any, letter: Any) -> bool:
    """Say whether the person put on record what the objector's name is needed for, before reading it in a letter."""
    if letter is None or letter.case_type != "awards.objection":
        return False
    objection = Objection.objects.filter(pk=letter.case_id).first()
    return objection is not None and is_revealed(objection, user)


def _letters(user: Any) -> Q:
    """Return the letters to objectors the person may know; the query twin of `reads_letter_to_objector`."""
    if Role.AUDITOR in user.roles:
        return Q(case_type="awards.objection")
    if Role.CLERK not in user.roles:
        return Q(pk__in=[])
    own = Objection.objects.filter(Q(handled_by=None) | Q(handled_by=user)).order_by().values("pk")
    return Q(case_type="awards.objection", case_id__in=own)


extend("documents.letter.view", reads_letter_to_objector)
extend("documents.letter.read", (reads_letter_to_objector, had_objector_shown))
LetterQuerySet.scopes.append(_letters)
