"""The steps and acts of sanction cases, each one service call, and what they add to the page of a certificate."""

from typing import Any

from django.utils.translation import gettext_lazy

from brandcert.certificates.models import Certificate
from brandcert.core import policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.errors import BusinessError
from brandcert.core.policies import Reason
from brandcert.documents.services import store_upload
from brandcert.supervision import forms, guards, queries, services
from brandcert.supervision.enums import OPEN, Sanction, SanctionStatus
from brandcert.supervision.models import SanctionCase

LABEL = "supervision.sanctioncase"
CERTIFICATE = "certificates.certificate"
LIVE = ("active", "suspended")


def _kept(files: Any, by: Any) -> list[Any]:
    return [store_upload(file=file, name=file.name or "", by=by) for file in files or ()]


def _open(row: Certificate, *, evidence: Any, by: Any, today: Any, **facts: Any) -> SanctionCase:
    return services.open_case(row, evidence=_kept(evidence, by), by=by, today=today, **facts)


def _amend(row: SanctionCase, *, evidence: Any, by: Any, **facts: Any) -> SanctionCase:
    return services.amend_case(row, evidence=_kept(evidence, by), by=by, **facts)


def _against_decision(row: SanctionCase) -> list[str]:
    """Say what is missing before the decision can be proposed."""
    try:
        guards.require_decidable(row)
    except BusinessError as missing:
        return [str(missing)]
    return []


def _not_by(action: Sanction) -> Any:
    def refused(row: Certificate, user: Any) -> Reason | None:
        """Say why this director may not approve: a hand in the facts, or in the legal check."""
        case = queries.open_case_of(row, action)
        return None if case is None else policies.refusal(user, f"{LABEL}.decide", case)

    return refused


register_step(
    f"{CERTIFICATE}.open_sanction",
    run=_open,
    form=forms.OpenCaseForm,
    label=gettext_lazy("Open a sanction case"),
    tone="warning",
    when=lambda row: row.status in LIVE,
)
register_step(
    f"{CERTIFICATE}.suspend",
    form=forms.SuspendForm,
    propose=services.propose_suspend,
    not_by=_not_by(Sanction.SUSPEND),
)
register_step(
    f"{CERTIFICATE}.revoke",
    form=forms.RevokeForm,
    propose=services.propose_revoke,
    not_by=_not_by(Sanction.REVOKE),
)
register_step(
    f"{LABEL}.amend",
    run=_amend,
    form=forms.AmendForm,
    label=gettext_lazy("Change facts or add evidence"),
    when=lambda row: row.status == SanctionStatus.FACTS,
)
register_step(f"{LABEL}.serve", run=services.serve_notice, form=forms.ServeForm)
register_step(f"{LABEL}.hold_hearing", run=services.hold_hearing, form=forms.HearingForm)
register_step(f"{LABEL}.check_legally", run=services.check_legally, form=forms.OpinionForm)
register_step(f"{LABEL}.return_to_facts", run=services.return_to_facts, form=forms.ReturnForm)
register_step(
    f"{LABEL}.record_minutes",
    run=services.record_minutes,
    form=forms.MinutesForm,
    label=gettext_lazy("Record minutes"),
    when=lambda row: row.status in {SanctionStatus.HEARD, SanctionStatus.CHECKED},
)
register_step(
    f"{LABEL}.propose_decision",
    run=services.propose_decision,
    form=forms.DecisionForm,
    label=gettext_lazy("Propose the decision"),
    tone="danger",
    when=lambda row: row.status in OPEN and row.status != SanctionStatus.FACTS,
    against=_against_decision,
)
register_step(f"{LABEL}.drop", run=services.drop_case, form=forms.DropForm)
for act, words in {
    "open": gettext_lazy("Case opened"),
    "answer": gettext_lazy("Holder answered"),
    "ask_hearing": gettext_lazy("Holder asked for a hearing"),
    "flag_overdue": gettext_lazy("Next step overdue"),
    "recount_answer": gettext_lazy("Last day to answer counted again"),
    "remind_answer": gettext_lazy("Reminded: answer due"),
}.items():
    name_act(f"{LABEL}.{act}", words)
