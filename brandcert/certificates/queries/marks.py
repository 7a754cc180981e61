"""Whether a holder may use the mark now, and what it says."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from brandcert.certificates import validity
from brandcert.certificates.models import Certificate
from brandcert.certificates.rendering.mark import MarkFacts


def mark_fault(certificate: Certificate, *, now: datetime.datetime) -> str:
    """Return why the mark may not be used now, or nothing: only a valid certificate carries it."""
    today = validity.beijing_date(now)
    if validity.is_valid(str(certificate.status), certificate.valid_from, certificate.valid_to, today):
        return ""
    shown = validity.shown_status(str(certificate.status), certificate.valid_to, today)
    words = dict(certificate._meta.get_field("status").flatchoices).get(shown or "", "")
    return _("The certificate is not valid now (%(state)s): its mark must not be used.") % {"state": words}


def mark_facts(certificate: Certificate) -> MarkFacts:
    """Return what the mark of an issued certificate says, from what was frozen when it was issued."""
    facts: Mapping[str, Any] = certificate.facts
    program = certificate.category.program
    return MarkFacts(
        name=program.name,
        name_en=program.name_en,
        category=str(facts["category"]),
        category_name=str(facts["category_name"]),
        category_name_en=str(facts["category_name_en"]),
        number=str(facts["number"]),
        valid_to=certificate.valid_to,
        verify_url=str(facts["verify_url"]),
        is_demo=bool(facts.get("is_demo")),
    )
