"""What a person is told about their account and their enterprise."""

from typing import Final

from brandcert.notifications.catalogue.notice import MAIL, MAIL_AND_SMS, Notice
from brandcert.notifications.enums import Group

COMMON: Final = ("person", "enterprise", "link")

PEOPLE: Final = (
    Notice("account.register", Group.ACCOUNT, ("enterprises.enterprise.register",), COMMON),
    Notice(
        "account.bar",
        Group.ACCOUNT,
        ("enterprises.enterprise.bar",),
        (*COMMON, "until"),
        ("until",),
        MAIL_AND_SMS,
        is_required=True,
    ),
    Notice(
        "account.lift_record",
        Group.ACCOUNT,
        ("enterprises.enterprise.lift_record",),
        COMMON,
        (),
        MAIL_AND_SMS,
        is_required=True,
    ),
    Notice(
        "account.phone",
        Group.ACCOUNT,
        ("accounts.user.keep_phone",),
        ("person", "phone", "link"),
        (),
        MAIL,
        is_required=True,
    ),
    Notice(
        "account.deletion_asked", Group.ACCOUNT, ("privacy.personalrequest.ask",), ("person", "due", "link")
    ),
    Notice(
        "account.deletion_refused",
        Group.ACCOUNT,
        ("privacy.personalrequest.refuse",),
        ("person", "reason", "link"),
        ("reason",),
        MAIL,
        is_required=True,
    ),
    Notice(
        "account.invited",
        Group.ACCOUNT,
        ("accounts.user.create", "accounts.user.invite_again", "accounts.user.readmit"),
        ("person", "link"),
        ("link",),
        MAIL,
        is_required=True,
    ),
    Notice(
        "account.factors_reset",
        Group.ACCOUNT,
        ("accounts.user.reset_factors",),
        ("person", "link"),
        ("link",),
        MAIL,
        is_required=True,
    ),
    Notice(
        "account.grant",
        Group.ACCOUNT,
        ("accounts.rolegrant.grant",),
        ("person", "role", "unit", "until", "link"),
        ("role",),
        MAIL,
        is_required=True,
    ),
    Notice(
        "account.end_grant",
        Group.ACCOUNT,
        ("accounts.rolegrant.end_grant",),
        ("person", "role", "unit", "until", "link"),
        ("role",),
        MAIL,
        is_required=True,
    ),
)
