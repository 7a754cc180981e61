"""The mail of a message: plain text with an HTML twin, and headers that say what it is."""

from email.utils import formataddr, parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from brandcert.notifications.catalogue import NOTICES
from brandcert.notifications.models import Dispatch, Message
from brandcert.notifications.queries import speech

FALLBACK_HOST: Final = "localhost"


def mail_of(dispatch: Dispatch) -> EmailMultiAlternatives:
    """Return the mail of a dispatch; its Message-ID is made of event and message, the same at every attempt."""
    message = dispatch.message
    kind = NOTICES.get(message.kind)
    mail = letter(
        dispatch.subject or message.subject,
        dispatch.body or message.body,
        to=dispatch.address,
        url=message.url,
        language=message.recipient.language,
        is_required=kind.is_required if kind else None,
    )
    mail.extra_headers |= {
        "Message-ID": f"<event-{message.event_id}-{message.pk}@{host()}>",
        # All letters about one case stand together in the reader's mailbox.
        "References": f"<{_thread(message)}@{host()}>",
    }
    return mail


def letter(
    subject: str, body: str, *, to: str, url: str, language: str, is_required: bool | None = None
) -> EmailMultiAlternatives:
    """Return a mail in the look of the house: the text, who sends it, and how to see and choose more.

    `is_required` says whether the rules require it, None that it is no notice at all.
    """
    may_be_switched_off = is_required is False
    settings_page = settings.BASE_URL + reverse("portal:settings")
    values = {
        "subject": subject,
        "body": body,
        "url": settings.BASE_URL + url if url else "",
        "settings_url": settings_page if may_be_switched_off else "",
        "is_required": is_required,
        "reply_to": settings.REPLY_TO_EMAIL,
        "platform": settings.PLATFORM,
        "base_url": settings.BASE_URL,
    }
    with translation.override(speech(language or settings.LANGUAGE_CODE)):
        text = render_to_string("notifications/letters/mail.txt", values).strip() + "\n"
        html = render_to_string("notifications/letters/mail.html", values)
        sender = _sender()
    headers = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"brandcert <notices.{host()}>",
    }
    if may_be_switched_off:
        headers["List-Unsubscribe"] = f"<{settings_page}>"
    reply_to = [settings.REPLY_TO_EMAIL] if settings.REPLY_TO_EMAIL else []
    mail = EmailMultiAlternatives(subject, text, sender, [to], headers=headers, reply_to=reply_to)
    mail.attach_alternative(html, "text/html")
    return mail


def host() -> str:
    """Return the domain of the sender, of which identifiers are made."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or FALLBACK_HOST


def _sender() -> str:
    """Return the sender with the name of the platform, unless the configuration names one."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or translation.gettext("Jilin Premium brand service platform"), address))


def _thread(message: Message) -> str:
    if message.case_id:
        return f"{message.case_type.replace('.', '-')}-{message.case_id}"
    return f"person-{message.recipient_id}"
