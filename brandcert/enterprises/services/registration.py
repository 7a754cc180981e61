"""How an enterprise comes in by itself, and keeps its own particulars."""

import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brandcert.accounts.models import Division
from brandcert.core import events, policies
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import BusinessError, require_unchanged
from brandcert.core.lettering import fault_in
from brandcert.enterprises.credit_codes import CreditCode, explain_credit_code, read_credit_code
from brandcert.enterprises.enums import MemberRole
from brandcert.enterprises.models import Enterprise, Membership
from brandcert.enterprises.names import clean_name

SHORTEST_NAME: Final = 4
LONGEST_NAME: Final = 200


class InvalidCreditCode(BusinessError):
    """The credit code cannot be right; the message says at which character and why."""


class EnterpriseExists(BusinessError):
    """The credit code is already registered: whoever administers that entry has to add the person."""


class BadName(BusinessError):
    """The name is missing, too short or too long to be that of a body."""


def require_name(name: str) -> str:
    """Return a name as it is stored; raises BadName for one that no licence carries or no paper prints."""
    if fault := fault_in(name):
        raise BadName(fault)
    name = clean_name(name)
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise BadName(_("Enter the full name as it stands on the licence."))
    return name


def require_credit_code(credit_code: str) -> CreditCode:
    """Return what the code reads as; raises InvalidCreditCode, which explains at which character it is wrong."""
    reading = read_credit_code(credit_code)
    if not reading.is_valid:
        raise InvalidCreditCode(explain_credit_code(credit_code))
    return reading


def register_enterprise(
    *, name: str, credit_code: str, division: Division, address: str = "", name_en: str = "", by: Any
) -> Enterprise:
    """Register an enterprise and make the person its owner.

    Width, case and spaces of the code do not matter. Raises InvalidCreditCode with an explanation, EnterpriseExists
    when the code is taken (joining an enterprise is decided by its owner), BadName.
    """
    policies.require(by, "enterprises.enterprise.register")
    name = require_name(name)
    for text in (name_en, address):
        if fault := fault_in(text):
            raise BadName(fault)
    reading = require_credit_code(credit_code)
    try:
        with transaction.atomic():
            enterprise = Enterprise.objects.create(
                name=name,
                name_en=name_en.strip(),
                credit_code=reading.code,
                organisation_type=reading.organisation_type,
                division=division,
                address=address.strip(),
            )
            Membership.objects.create(enterprise=enterprise, user=by, role=MemberRole.OWNER)
            events.record("register", enterprise, by=by)
    except IntegrityError as error:
        if not Enterprise.objects.filter(credit_code=reading.code).exists():
            raise
        raise EnterpriseExists(_explain_existing(reading.code)) from error
    vars(by).pop("_memberships", None)
    return enterprise


def update_enterprise(
    enterprise: Enterprise,
    *,
    address: str | None = None,
    address_en: str | None = None,
    name_en: str | None = None,
    size_class: str | None = None,
    industry_code: str | None = None,
    established_on: datetime.date | None = None,
    seen: str | None = None,
    by: Any,
) -> Enterprise:
    """Change particulars the enterprise may state itself; name, code and division are those of its licence.

    What is None stays as it is; `seen` is the stamp of the particulars the person had before the eyes. Raises Refused
    for anyone who does not act for the enterprise, BadName for what cannot be printed, FactsChanged.
    """
    policies.require(by, "enterprises.enterprise.edit", enterprise)
    for text in (name_en, address, address_en):
        if fault := fault_in(text or ""):
            raise BadName(fault)
    changes = {
        "address": address,
        "address_en": address_en,
        "name_en": name_en,
        "size_class": size_class,
        "industry_code": industry_code,
        "established_on": established_on,
    }
    with transaction.atomic():
        row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        require_unchanged(seen, row.stamp)
        for field, value in changes.items():
            if value is not None:
                setattr(row, field, value.strip() if isinstance(value, str) else value)
        row.save()
        events.record(
            "edit",
            row,
            by=by,
            payload={"fields": [key for key, value in changes.items() if value is not None]},
        )
    return row


def take_over_particulars(enterprise: Enterprise, **values: str) -> Enterprise:
    """Take over name, English name or address from an issued certificate that was changed for that reason."""
    with transaction.atomic():
        row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        differing = {field: value for field, value in values.items() if getattr(row, field) != value}
        if differing:
            for field, value in differing.items():
                setattr(row, field, value)
            row.save(update_fields=list(differing))
            events.record("take_over", row, by=SYSTEM, payload={"fields": sorted(differing)})
    return row


def _explain_existing(code: str) -> str:
    return _(
        "An enterprise with the credit code %(code)s is already registered. Ask the colleague who registered it to "
        "add you, or call the help line if nobody of your enterprise did."
    ) % {"code": code}
