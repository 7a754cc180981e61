"""Who acts for an enterprise, and the ways in and out: invitation, request, hand-over."""

from __future__ import annotations

import datetime
import secrets
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.phones import masked_email, masked_phone
from brandcert.enterprises.enums import MemberRole, Outcome
from brandcert.enterprises.models.enterprises import Enterprise

SALT = "enterprises.invitation"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships."""

    def present(self) -> MembershipQuerySet:
        """Return those of people who act for the enterprise now."""
        return self.filter(left_at=None)

    def owners(self) -> MembershipQuerySet:
        """Return those of present owners who can sign in."""
        return self.present().filter(role=MemberRole.OWNER, user__is_active=True)


class Membership(models.Model):
    """That a person acts for an enterprise, as owner or editor."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "user"], condition=models.Q(left_at=None), name="member_once"
            )
        ]

    def __str__(self) -> str:
        """Return person and enterprise."""
        return f"{self.user} · {self.enterprise}"


def new_nonce() -> str:
    """Return the secret part of an invitation's link."""
    return secrets.token_urlsafe(18)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Reads of invitations."""

    def unanswered(self) -> InvitationQuerySet:
        """Return what was neither accepted nor withdrawn, also when its time is over."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def by_token(self, token: str) -> Invitation | None:
        """Return the invitation a link names; None for a link that is none."""
        try:
            nonce = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return None
        return self.select_related("enterprise", "invited_by").filter(nonce=nonce).first()


class Invitation(models.Model):
    """That somebody, known by an address or a number, is invited to act for an enterprise; good for one acceptance."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=10, choices=MemberRole)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    nonce = models.CharField(_("secret"), max_length=40, unique=True, default=new_nonce, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    sendings = models.PositiveSmallIntegerField(_("sendings asked for"), default=1)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email="") ^ models.Q(phone=""), name="invited_by_one_contact"
            ),
            models.UniqueConstraint(
                fields=["enterprise", "email", "phone"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invited_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        """Return whom it invites, as much as may be shown."""
        return masked_email(self.email) or masked_phone(self.phone)

    @property
    def contact(self) -> str:
        """Return the address or number it was sent to."""
        return self.email or self.phone.removeprefix("+86")

    @property
    def token(self) -> str:
        """Return what its link ends with: nobody without the site's secret can make one."""
        return signing.Signer(salt=SALT).sign(self.nonce)

    def is_open(self, now: datetime.datetime) -> bool:
        """Say whether it can be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at


class JoinRequest(models.Model):
    """That a person asks to act for an enterprise that is registered already; its owner decides."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests", verbose_name=_("person")
    )
    created_at = models.DateTimeField(_("created at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "user"], condition=models.Q(outcome=""), name="asked_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        """Return who asks."""
        return str(self.user)


class OwnerOffer(models.Model):
    """That an owner hands the enterprise over to a colleague, who has to confirm it (移交)."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="owner_offers")
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("offered by")
    )
    offered_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("offered to")
    )
    created_at = models.DateTimeField(_("created at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=models.Q(outcome=""), name="handed_over_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        """Return to whom."""
        return str(self.offered_to)


class OwnerAppointment(models.Model):
    """That staff made a person the owner of an enterprise whose owner had vanished, and why."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="owner_appointments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    reason = models.TextField(_("reason"))
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("appointed by")
    )
    appointed_at = models.DateTimeField(_("appointed at"))

    class Meta:
        verbose_name = _("appointment of an owner")
        verbose_name_plural = _("appointments of owners")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return who was appointed."""
        return str(self.person)
