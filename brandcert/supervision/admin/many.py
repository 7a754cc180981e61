"""What supervision does for many certificates and cases at once: everything that a faulty version touched."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import Role
from brandcert.certificates import services as certificates
from brandcert.certificates.models import Certificate
from brandcert.core import approvals
from brandcert.core.admin.steps import open_approvals
from brandcert.core.errors import GuardFailed
from brandcert.documents.forms import drawable
from brandcert.lists.acts import BulkAct, register
from brandcert.supervision import services
from brandcert.supervision.admin.steps import CERTIFICATE, LABEL
from brandcert.supervision.models import SanctionCase


class ReasonForAll(forms.Form):
    """The reason that holds for all rows."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000, validators=[drawable]
    )


class LikeForm(forms.Form):
    """The case that was made by hand, whose ground, facts, basis and evidence hold for all."""

    model = forms.ChoiceField(
        label=_("As in the case"),
        help_text=_("Open one case by hand with its evidence first; all others get the same."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the cases of which something can still be copied, the latest first."""
        super().__init__(*args, **kwargs)
        field = self.fields["model"]
        if isinstance(field, forms.ChoiceField):
            rows = SanctionCase.objects.open().select_related("certificate").order_by("-pk")[:100]
            field.choices = [(str(row.pk), str(row)) for row in rows]


class DecisionForAll(ReasonForAll):
    """The reason of the decisions, and until when certificates are suspended."""

    expected_end = forms.DateField(
        label=_("Suspended until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Needed for suspensions."),
    )


def open_like(row: Certificate, *, model: str, by: Any, today: datetime.date) -> SanctionCase:
    """Open a case against the certificate with what another one rests on."""
    like = SanctionCase.objects.get(pk=model)
    return services.open_case(
        row,
        action=like.action,
        ground=like.ground,
        facts=like.facts,
        basis=like.basis,
        evidence=list(like.evidence.all()),
        by=by,
        today=today,
    )


def approve_decision(row: SanctionCase, *, by: Any) -> Certificate:
    """Approve what was proposed in the case, as the director does on the page of the certificate."""
    wanted = f"{CERTIFICATE}.{row.action}"
    waiting = next((one for one in open_approvals(row.certificate) if one.action == wanted), None)
    if waiting is None:
        raise GuardFailed(_("No decision is proposed in this case."))
    decided: Certificate = approvals.approve(waiting, by=by)
    return decided


def suspend_at_once(row: Certificate, *, reason: str, by: Any, now: datetime.datetime) -> Certificate:
    """Suspend for danger to people; each waits for a director to ratify it."""
    return certificates.suspend_at_once(row, reason=reason, by=by, now=now)


def named(rows: Any) -> Any:
    """Fetch with each certificate what its line names."""
    return rows.select_related("enterprise", "category__program", "application__product")


def cases_named(rows: Any) -> Any:
    """Fetch with each case what its line names."""
    return rows.select_related("certificate__enterprise", "certificate__category__program")


def title(row: Certificate) -> tuple[str, str]:
    """Return number and holder."""
    return row.number, str(row.enterprise)


def title_of_case(row: SanctionCase) -> tuple[str, str]:
    """Return the number of the certificate, and the holder."""
    return row.certificate.number, str(row.enterprise)


def _holds(role: Role) -> Any:
    return lambda user: role in user.roles


for act in (
    BulkAct(
        action=f"{CERTIFICATE}.open_sanction",
        label=_("Open sanction cases like an existing one"),
        run=open_like,
        offered=_holds(Role.SUPERVISOR),
        note=_("The holders learn of it by the prior notices, which are served from the list of cases."),
        form=LikeForm,
        rows=named,
        title=title,
    ),
    BulkAct(
        action=f"{CERTIFICATE}.suspend_at_once",
        label=_("Suspend at once (danger)"),
        run=suspend_at_once,
        offered=_holds(Role.SUPERVISOR),
        note=_("Each is suspended from now on, and waits for a director to ratify it."),
        form=ReasonForAll,
        rows=named,
        title=title,
    ),
    BulkAct(
        action=f"{CERTIFICATE}.ratify",
        label=_("Ratify suspensions"),
        run=certificates.ratify,
        offered=_holds(Role.DIRECTOR),
        rows=named,
        title=title,
    ),
    BulkAct(
        action=f"{LABEL}.serve",
        label=_("Serve prior notices"),
        run=services.serve_notice,
        offered=_holds(Role.SUPERVISOR),
        note=_("The time to answer begins today for every holder."),
        rows=cases_named,
        title=title_of_case,
    ),
    BulkAct(
        action=f"{LABEL}.propose_decision",
        label=_("Propose decisions"),
        run=services.propose_decision,
        offered=_holds(Role.SUPERVISOR),
        note=_("Nothing is decided by this: a director approves the proposals, one by one or as a list."),
        form=DecisionForAll,
        rows=cases_named,
        title=title_of_case,
    ),
    BulkAct(
        action=f"{LABEL}.decide",
        label=_("Approve proposed decisions"),
        run=approve_decision,
        offered=_holds(Role.DIRECTOR),
        note=_("From the moment of each row on the register tells the suspension or revocation."),
        rows=cases_named,
        title=title_of_case,
    ),
):
    register(act)
