"""People and the places they answer for."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.enums import GrantKind, Role, UnitKind
from brandcert.accounts.phones import masked_email, masked_phone
from brandcert.core import policies

if TYPE_CHECKING:
    from collections.abc import Sequence


class Division(models.Model):
    """An administrative division of Jilin (行政区划), GB/T 2260, with the codes it had before."""

    class Block(models.TextChoices):
        """The three blocks the province plans by."""

        EAST = "东", _("east")
        MIDDLE = "中", _("middle")
        WEST = "西", _("west")

    code = models.CharField(_("code"), max_length=6, unique=True)
    name = models.CharField(_("name"), max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    block = models.CharField(_("block"), max_length=1, choices=Block, blank=True)
    former_codes = models.JSONField(_("former codes"), default=list, blank=True)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def ancestors(self) -> list[Division]:
        """Return this division, its parent and so on up to the province."""
        chain: list[Division] = []
        here: Division | None = self
        while here is not None:
            chain.append(here)
            here = here.parent
        return chain


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads of offices."""

    def recommending(self, kind: str = UnitKind.BUREAU) -> UnitQuerySet:
        """Return the offices an applicant may choose: the bureaus, or the associations."""
        return self.filter(kind=kind)


class Unit(models.Model):
    """An office that looks at applications before the province does (推荐单位).

    One of the eleven bureaus, an association, or a county office: that one gives its opinion to the bureau of its
    area and recommends nothing itself.
    """

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=15, choices=UnitKind, default=UnitKind.BUREAU)
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("division")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offices",
        verbose_name=_("recommending unit it reports to"),
        help_text=_("For county offices only."),
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommending unit")
        verbose_name_plural = _("recommending units")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind=UnitKind.COUNTY, parent__isnull=False, division__isnull=False)
                | (~models.Q(kind=UnitKind.COUNTY) & models.Q(parent=None)),
                name="county_office_reports",
                violation_error_message=_(
                    "A county office has a division and reports to a unit; the others report to none."
                ),
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates people by their mail address, and finds them by the ways they sign in."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> User:
        """Create a person by a program; without a password nobody can sign in as them.

        Whoever runs programs here answers for the address: it counts as confirmed. People who register on the
        site confirm theirs by a code.
        """
        from allauth.account.models import EmailAddress  # its model points here, so it is loaded later

        user = self.model(email=self.normalize_email(email or "").lower() or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        if user.email:
            EmailAddress.objects.using(self._db).create(
                user=user, email=user.email, verified=True, primary=True
            )
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create someone who may open every admin page; the policies bind them all the same."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with the mail address, whatever its case."""
        return self.get(email__iexact=username or "")

    def by_phone(self, phone: str) -> User | None:
        """Return the person who signs in with the number: only a confirmed one counts, so nobody can occupy it."""
        return self.filter(phone=phone, phone_confirmed=True).first() if phone else None


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: of an enterprise, of a bureau, or an expert."""

    # Missing for people who registered with their phone; never an empty text, of which there could be only one.
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    # Confirmed by a code, the phone opens the account as an address does; otherwise it is only written down.
    phone_confirmed = models.BooleanField(_("phone confirmed"), default=False, editable=False)
    # Language of messages and mails; empty means the default of the site.
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the management site"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # Set when a member of staff leaves; the account stays, because acts stand under its name.
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=None) | ~models.Q(email=""), name="email_null_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(phone_confirmed=False) | ~models.Q(phone=""),
                name="confirmed_phone_is_there",
            ),
            models.UniqueConstraint(
                fields=["phone"], condition=models.Q(phone_confirmed=True), name="confirmed_phone_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the name, or of someone who has not told it the address or number, masked: staff read it in every list."""
        return self.name or masked_email(self.email or "") or masked_phone(self.phone)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; no address is stored as none."""
        self.email = self.email or None
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Return the name as Django's admin shows it."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name as Django's admin greets with it."""
        return str(self)

    @cached_property
    def current_grants(self) -> Sequence[RoleGrant]:
        """Return the appointments in force today."""
        return tuple(self.grants.in_force(timezone.localdate()).select_related("unit"))

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles held today."""
        return frozenset(grant.role for grant in self.current_grants)

    def borrowed(self, action: str, row: models.Model) -> list[str]:
        """Return under which deputy's or emergency appointments the person does this; none when the own ones allow it.

        As codes for the audit trail: whose place it is, or the key of the emergency access.
        """
        lent = [grant for grant in self.current_grants if grant.kind != GrantKind.ORDINARY]
        if not lent:
            return []
        alone = copy.copy(self)
        alone.__dict__["current_grants"] = tuple(grant for grant in self.current_grants if grant not in lent)
        if policies.is_declared(action) and policies.allowed(alone, action, row):
            return []
        return [grant.code() for grant in lent]

    @property
    def unit_ids(self) -> frozenset[int]:
        """Return the recommending units the person acts for today."""
        return frozenset(grant.unit_id for grant in self.current_grants if grant.unit_id)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Reads of appointments."""

    def in_force(self, today: Any) -> RoleGrantQuerySet:
        """Return the appointments that are valid on the date, and not withdrawn or expired by the hour."""
        return self.filter(
            models.Q(until=None) | models.Q(until__gte=today),
            models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now()),
            since__lte=today,
        )

    def overlapping(self, since: Any, until: Any) -> RoleGrantQuerySet:
        """Return the appointments that are in force on any day of the term; one without `until` has no end."""
        rows = self.filter(
            models.Q(until=None) | models.Q(until__gte=since),
            models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now()),
        )
        return rows if until is None else rows.filter(since__lte=until)

    def to_review(self) -> RoleGrantQuerySet:
        """Return the emergency accesses that have ended and that the auditor has not looked at yet."""
        return self.filter(kind=GrantKind.EMERGENCY, review=None, expires_at__lte=timezone.now())

    def running(self) -> RoleGrantQuerySet:
        """Return the emergency accesses that are held now."""
        return self.filter(kind=GrantKind.EMERGENCY, expires_at__gt=timezone.now())


class RoleGrant(models.Model):
    """That a person is appointed to a role, for a unit where the role has one, from and until a date (任职)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("unit")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=GrantKind, default=GrantKind.ORDINARY)
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    # To the minute: the end of an emergency access, or the moment at which an appointment was withdrawn at once.
    expires_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("in place of")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=300, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(role=Role.RECOMMENDER) | models.Q(unit__isnull=False),
                name="recommender_has_unit",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=GrantKind.DEPUTY)
                | models.Q(stands_in_for__isnull=False, until__isnull=False),
                name="deputy_has_term",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=GrantKind.EMERGENCY) | models.Q(expires_at__isnull=False),
                name="emergency_has_end",
            ),
        ]

    def __str__(self) -> str:
        """Return person and role."""
        return f"{self.user} · {self.get_role_display()}"

    def code(self) -> str:
        """Return how the audit trail names the appointment under which somebody acts for others."""
        if self.kind == GrantKind.DEPUTY and self.stands_in_for is not None:
            return f"deputy:{self.stands_in_for.user_id}"
        return f"{self.kind}:{self.pk}"

    def is_in_force(self) -> bool:
        """Say whether the role may be used now."""
        today = timezone.localdate()
        is_over = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.since <= today and (self.until is None or self.until >= today) and not is_over


class AccessReview(models.Model):
    """What the auditor found about an emergency access (应急授权核查); without it the access stays on the auditor's list."""

    grant = models.OneToOneField(
        RoleGrant, models.PROTECT, related_name="review", verbose_name=_("appointment")
    )
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, related_name="access_reviews", verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), default=timezone.now)
    is_justified = models.BooleanField(_("justified"))
    finding = models.TextField(_("finding"))

    class Meta:
        verbose_name = _("review of an emergency access")
        verbose_name_plural = _("reviews of emergency accesses")

    def __str__(self) -> str:
        """Return what was reviewed."""
        return str(self.grant)
