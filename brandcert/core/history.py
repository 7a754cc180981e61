"""Questions to the audit trail: who did what (separation of duty), and when."""

from typing import Any

from django.db import models

from brandcert.core import actors
from brandcert.core.models import Event


def has_done(person: Any, name: str, subject: models.Model) -> bool:
    """Say whether the person did the step `name` to this row at any time."""
    if getattr(person, "pk", None) is None:
        return False
    return (
        Event.objects.about(subject).filter(actor=actors.code_of(person), name__endswith=f".{name}").exists()
    )
