"""Failures that a user can act on."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class BusinessError(Exception):
    """A rule of the business forbids the act; the message tells the user what to do about it."""


class SomeoneWasFaster(BusinessError):
    """The row changed between the moment the user saw it and the moment the act reached it."""


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
