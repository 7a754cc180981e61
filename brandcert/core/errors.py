"""Failures that a user can act on."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class BusinessError(Exception):
    """A rule of the business forbids the act; the message tells the user what to do about it."""


class SomeoneWasFaster(BusinessError):
    """The row changed between the moment the user saw it and the moment the act reached it."""


class FactsChanged(SomeoneWasFaster):
    """Somebody changed the same facts since the page was opened; nothing is overwritten."""

    def __init__(self) -> None:
        """Say so in the words of the user."""
        super().__init__(
            _("A colleague changed this meanwhile. Nothing was overwritten: compare and save again.")
        )


class GuardFailed(BusinessError):
    """A fact that the transition needs is missing."""


class Refused(PermissionDenied):
    """A policy says no; carries the reason in the words of the user."""

    def __init__(self, reason: object = None) -> None:
        """Keep the reason; without one say that the person may not do this."""
        self.reason = reason or _("You may not do this.")
        super().__init__(self.reason)


class OutsideTheDoor(RuntimeError):
    """A transition was called directly instead of through `perform`: a bug, never a user's fault."""


def require_unchanged(seen: str | None, stamp: str) -> None:
    """Raise FactsChanged when the person saw other facts than there are now; None stands for a caller that showed none."""
    if seen is not None and seen != stamp:
        raise FactsChanged
