"""Sending checkpoints out of the house, where nobody in it can take them back."""

import datetime
import logging
import os
import urllib.request
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from brandcert.certificates.credentials.keys import UnusableMachineKey
from brandcert.certificates.models import CheckpointExport
from brandcert.certificates.queries import log
from brandcert.certificates.services import publishing
from brandcert.core import chain
from brandcert.core.delivery import sweeper

logger = logging.getLogger(__name__)
PATIENCE_SECONDS: Final = 10


def deposit(*, now: datetime.datetime) -> int:
    """Send the newest checkpoints of log and audit trail to every configured place that is due; return to how many.

    What cannot be sent is noted with its fault and tried again at the next sweep.
    """
    due = [target for target in settings.CHECKPOINT_TARGETS if _is_due(target, now)]
    if not due:
        return 0
    chain.seal()
    try:
        made, audit = publishing.promise(), publishing.audit_note()
    except UnusableMachineKey:
        logger.exception("checkpoints cannot be signed")
        return 0
    if made is None:
        return 0
    text = made.note + (f"\n{audit}" if audit else "")
    name = f"checkpoint-{now:%Y%m%dT%H%M%SZ}-{made.size}.txt"
    audited = chain.sealed_count()
    for target in due:
        fault = ""
        try:
            _send(target, name, text)
        except Exception as error:  # whatever keeps a checkpoint at home is told to the operator
            fault = f"{type(error).__name__}: {error}"[:300]
            logger.exception("the checkpoint could not be sent to %s", _told(target))
        CheckpointExport.objects.create(
            target=_told(target), size=made.size, audited=audited, at=now, fault=fault
        )
    return len(due)


def _is_due(target: str, now: datetime.datetime) -> bool:
    since = now - datetime.timedelta(seconds=settings.CHECKPOINT_SECONDS)
    return not CheckpointExport.objects.filter(target=_told(target), at__gt=since, fault="").exists()


def _told(target: str) -> str:
    """Return the place without what may be a secret in it."""
    parts = urlsplit(target)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}:{'//' + host if host else ''}{parts.path}"[:300]


def _send(target: str, name: str, text: str) -> None:
    scheme = urlsplit(target).scheme
    if scheme == "file":
        _write(Path(unquote(urlsplit(target).path)), name, text)
    elif scheme == "mailto":
        send_mail(f"{log.origin()} {name}", text, None, [target.partition(":")[2]])
    elif scheme == "https":
        request = urllib.request.Request(  # noqa: S310 - the scheme was just asked for
            target, text.encode(), {"Content-Type": "text/plain; charset=utf-8"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310 - see above
            pass
    else:
        raise ValueError(f"unknown kind of place: {scheme}")


def _write(folder: Path, name: str, text: str) -> None:
    """Write a file that is whole or not there, and never over another."""
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440), "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


@sweeper
def watch_deposits() -> None:
    """The clock of checkpoints."""
    deposit(now=timezone.now())
