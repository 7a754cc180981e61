"""What one row of the table says: of which events, by which channels, with which placeholders people are told."""

from dataclasses import dataclass, field
from typing import Final

from brandcert.notifications.enums import Channel, Group

MAIL: Final = frozenset({Channel.EMAIL})
MAIL_AND_SMS: Final = frozenset({Channel.EMAIL, Channel.SMS})
PORTAL_ONLY: Final[frozenset[Channel]] = frozenset()


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of notice. The message in the portal is always written; `channels` are the ways beside it.

    `uses` is the closed list of its placeholders, `needs` those without which the text may not be saved.
    A notice that the rules require (`is_required`) cannot be switched off by its recipient. One that may come in
    dozens (`folds`) is mailed only while the person has not left an earlier one unread.
    """

    key: str
    group: Group
    events: tuple[str, ...]
    uses: tuple[str, ...]
    needs: tuple[str, ...] = ()
    channels: frozenset[Channel] = field(default=MAIL)
    is_required: bool = False
    folds: bool = False
