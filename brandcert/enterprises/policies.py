"""Who may do what for an enterprise."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.policies import (
    is_auditor,
    is_clerk,
    is_director,
    is_issuer,
    is_secretary,
    is_supervisor,
    outsider,
)
from brandcert.core.policies import allowed, extend, predicate, register, system_only
from brandcert.documents.models import Upload
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityRecord, Membership


def membership(user: Any, enterprise: Enterprise | None) -> Membership | None:
    """Return the person's present membership in the enterprise, asked once per person object."""
    if enterprise is None or getattr(user, "pk", None) is None:
        return None
    if not hasattr(user, "_memberships"):
        user._memberships = {row.enterprise_id: row for row in user.memberships.filter(left_at=None)}
    found: Membership | None = user._memberships.get(enterprise.pk)
    return found


@outsider
def acts_for_an_enterprise(person: Any) -> bool:
    """Say whether the person acts for any enterprise now."""
    return Membership.objects.filter(user=person, left_at=None).exists()


def enterprise_of(obj: Any) -> Enterprise | None:
    """Return the enterprise a row belongs to, or the row itself when it is one."""
    return obj if isinstance(obj, Enterprise) else getattr(obj, "enterprise", None)


@predicate(_("People of the staff judge applications: they act for no enterprise."))
def is_not_of_staff(user: Any) -> bool:
    """Say whether the person is outside the staff; who acts for an enterprise is given no role either."""
    return not user.is_staff


@predicate(_("Only people of this enterprise do this."))
def is_member(user: Any, obj: Any) -> bool:
    """Say whether the person acts for the enterprise of the row."""
    return membership(user, enterprise_of(obj)) is not None


@predicate(_("Only an owner of this enterprise does this."))
def is_owner(user: Any, obj: Any) -> bool:
    """Say whether the person is owner of the enterprise of the row."""
    found = membership(user, enterprise_of(obj))
    return found is not None and found.role == MemberRole.OWNER


register(
    "enterprises.enterprise",
    {
        "view": is_member | is_clerk | is_issuer | is_supervisor | is_director | is_auditor,
        # By name or code, to enter who is tied to it; nothing else of the enterprise is shown.
        "find": is_clerk | is_secretary,
        "register": is_not_of_staff,
        "edit": is_member,
        "manage_members": is_owner,
        # Who acts for an enterprise is its owners' business; each way in needs both sides.
        "invite": is_owner,
        "withdraw_invitation": is_owner,
        "accept_invitation": is_not_of_staff,
        "ask_to_join": is_not_of_staff,
        "decide_request": is_owner,
        "change_role": is_owner,
        "remove_member": is_owner,
        "leave": is_member,
        "offer_ownership": is_owner,
        "answer_offer": is_member,
        # Where no owner is left; against the will of one who is, only the director (see the service).
        "appoint_owner": is_clerk | is_director,
        "check_integrity": is_clerk | is_secretary | is_director,
        "bar": is_director,
        "lift_record": is_director,
        # Entries of others' lists: whoever decides by them or watches over what was awarded.
        "enter_record": is_clerk | is_director | is_supervisor,
        "fail_inquiry": system_only,
        "end_record": is_clerk | is_director | is_supervisor,
        "take_over": system_only,
        "import": is_clerk,
    },
)

register(
    "enterprises.integritylist",
    {
        "view": is_clerk | is_director | is_supervisor | is_auditor,
        "receive": is_clerk | is_director | is_supervisor,
        "take": is_clerk | is_director | is_supervisor,
    },
)
register(
    "enterprises.integrityrecord",
    {"view": is_clerk | is_director | is_supervisor | is_auditor, "export": is_clerk | is_director},
)


@predicate(_("You may not read this file."))
def reads_integrity_evidence(user: Any, upload: Upload | None) -> bool:
    """Say whether the file shows an entry, or its end, and the person may see the entries."""
    if upload is None or not allowed(user, "enterprises.enterprise.enter_record"):
        return False
    entries = IntegrityRecord.objects.filter(Q(evidence=upload) | Q(end_evidence=upload))
    return entries.exists() or IntegrityCheck.objects.filter(evidence=upload).exists()


extend("documents.upload.view", reads_integrity_evidence)
