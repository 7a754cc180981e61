"""How each table forgets a person: the record stays, what tells who he was goes."""

import re
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.accounts.phones import masked_email, masked_phone
from brandcert.accounts.queries import confirmed_contacts
from brandcert.applications.models import Application
from brandcert.applications.pii import CONTACT, applications_naming, unsaved_naming
from brandcert.core.actors import code_of
from brandcert.core.pii import eraser
from brandcert.enterprises.enums import Outcome as Answer
from brandcert.enterprises.models import Invitation, JoinRequest, Membership, OwnerOffer
from brandcert.lists.models import SavedFilter
from brandcert.notifications.models import Dispatch, Message


def pseudonym(person: Any) -> str:
    """Return what stands for a person who was forgotten: his number."""
    return f"#{person.pk}"


# The rows that are found by the person's name, address or number come before the account, which holds these.
@eraser("applications.application")
def forget_contact(person: Any) -> int:
    """Empty the contact person of the applications that name him; the frozen versions stay as they were handed in."""
    changed = 0
    for row in applications_naming(person):
        content = {section: dict(answers) for section, answers in row.content.items()}
        for path in CONTACT:
            section, _dot, key = path.partition(".")
            if content.get(section, {}).get(key):
                content[section][key] = pseudonym(person) if key == "contact_name" else ""
        changed += Application.objects.filter(pk=row.pk).update(content=content)
    return changed


@eraser("applications.unsavedinput")
def forget_what_was_typed(person: Any) -> int:
    """Delete what he typed and could not save; from what colleagues typed only the contact person goes."""
    rows = list(unsaved_naming(person))
    contact = {path.partition(".")[2] for path in CONTACT}
    for row in rows:
        if row.user_id == person.pk:
            row.delete()
        else:
            row.values = {key: value for key, value in row.values.items() if key not in contact}
            row.save(update_fields=["values"])
    return len(rows)


@eraser("lists.savedfilter")
def forget_filters(person: Any) -> int:
    """Delete the filters the person saved."""
    return SavedFilter.objects.filter(owner=person).delete()[0]


@eraser("notifications.message")
def forget_in_texts(person: Any) -> int:
    """Put the number in the place of name, addresses and telephone in what was told; that it was told stays.

    The words of colleagues and officers are looked through where the person acted or belongs to the enterprise; addresses
    and numbers, which are nobody else's, wherever they stand.
    """
    # Found once: the rewriting takes away what some are found by.
    keys = list(Message.objects.filter(_concerning(person)).values_list("pk", flat=True))
    told, sent = Message.objects.filter(pk__in=keys), Dispatch.objects.filter(message__in=keys)
    return sum(_rewritten(rows, person) for rows in (told, sent))


def _concerning(person: Any) -> Q:
    of_the_person = Q(recipient=person) | Q(event__actor=code_of(person))
    of_enterprises = Q(enterprise__memberships__user=person)
    found = of_the_person | of_enterprises
    for unique in filter(None, (person.email, person.phone)):
        found |= Q(body__icontains=unique) | Q(dispatches__body__icontains=unique)
    return Q(pk__in=Message.objects.filter(found).values("pk"))


def _rewritten(rows: Any, person: Any) -> int:
    """Rewrite subject and text of the rows; return how many changed."""
    changed = 0
    for row in rows.only("pk", "subject", "body").iterator():
        subject, body = (_without(text, person) for text in (row.subject, row.body))
        if (subject, body) != (row.subject, row.body):
            changed += type(row).objects.filter(pk=row.pk).update(subject=subject, body=body)
    return changed


def _without(text: str, person: Any) -> str:
    """Return the text with the person's data replaced, in full and masked, whatever the case of the letters."""
    known = (
        person.email or "",
        masked_email(person.email or ""),
        person.phone,
        person.phone.removeprefix("+86"),
        masked_phone(person.phone),
        person.name if len(person.name) > 1 else "",
    )
    for words in filter(None, known):
        text = re.sub(re.escape(words), pseudonym(person), text, flags=re.IGNORECASE)
    return text


@eraser("notifications.dispatch")
def forget_where_messages_went(person: Any) -> int:
    """Empty the addresses messages were sent to; when they were sent stays."""
    return Dispatch.objects.filter(message__recipient=person).exclude(address="").update(address="")


@eraser("enterprises.invitation")
def forget_invitations(person: Any) -> int:
    """Put a number in the place of the address or telephone he was invited by; what is open becomes worthless."""
    contacts = confirmed_contacts(person)
    mine = Q(accepted_by=person) | Q(email__in=contacts) | Q(phone__in=contacts)
    rows = Invitation.objects.filter(mine).exclude(email=pseudonym(person))
    rows.unanswered().update(withdrawn_at=timezone.now())
    return rows.update(email=pseudonym(person), phone="")


@eraser("enterprises.joinrequest")
def withdraw_requests(person: Any) -> int:
    """Withdraw what he asked enterprises for; the row names only a number."""
    return JoinRequest.objects.filter(user=person, outcome="").update(
        outcome=Answer.WITHDRAWN, decided_at=timezone.now()
    )


@eraser("enterprises.owneroffer")
def withdraw_offers(person: Any) -> int:
    """Withdraw the hand-overs that wait for or come from him; the row names only numbers."""
    mine = Q(offered_by=person) | Q(offered_to=person)
    return OwnerOffer.objects.filter(mine, outcome="").update(
        outcome=Answer.WITHDRAWN, answered_at=timezone.now()
    )


@eraser("enterprises.membership")
def leave_enterprises(person: Any) -> int:
    """End what he may do for enterprises."""
    return Membership.objects.filter(user=person, left_at=None).update(left_at=timezone.now())


@eraser("account.emailaddress")
def forget_addresses(person: Any) -> int:
    """Delete the addresses he confirmed."""
    from allauth.account.models import EmailAddress

    return int(EmailAddress.objects.filter(user=person).delete()[0])


@eraser("socialaccount.socialaccount")
def forget_unified_sign_in(person: Any) -> int:
    """Delete the link to the unified sign-in with what it told of him."""
    from allauth.socialaccount.models import SocialAccount

    return int(SocialAccount.objects.filter(user=person).delete()[0])


@eraser("mfa.authenticator")
def forget_factors(person: Any) -> int:
    """Delete his second factors."""
    from allauth.mfa.models import Authenticator

    return int(Authenticator.objects.filter(user=person).delete()[0])


@eraser("sessions.session")
def end_sessions(person: Any) -> int:
    """Sign him out everywhere."""
    own = [
        row.pk
        for row in Session.objects.filter(expire_date__gte=timezone.now()).iterator()
        if row.get_decoded().get("_auth_user_id") == str(person.pk)
    ]
    return int(Session.objects.filter(pk__in=own).delete()[0])


@eraser("accounts.user")
def forget_account(person: Any) -> int:
    """Close the account and leave a number: name, address, telephone and password go."""
    row = User.objects.select_for_update().get(pk=person.pk)
    row.email, row.name, row.phone, row.phone_confirmed = None, pseudonym(row), "", False
    row.language, row.is_active, row.last_login = "", False, None
    row.set_unusable_password()
    row.save()
    return 1
