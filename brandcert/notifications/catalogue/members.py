"""What people are told about who acts for an enterprise; a colleague is named to colleagues only."""

from typing import Any, Final

from brandcert.notifications.catalogue.notice import Notice
from brandcert.notifications.enums import Group

E: Final = "enterprises.enterprise"


def told(key: str, act: str, *uses: str, needs: tuple[str, ...] = (), **more: Any) -> Notice:
    """Make a row of this table."""
    return Notice(f"member.{key}", Group.ACCOUNT, (f"{E}.{act}",), ("person", *uses, "link"), needs, **more)


MEMBERS: Final = (
    told("asks", "ask_to_join", "enterprise", "colleague", needs=("colleague",), is_required=True),
    told("joined", "accept_invitation", "enterprise", "colleague", needs=("colleague",), is_required=True),
    told("left", "leave", "enterprise", "colleague"),
    told("let_in", "decide_request", "enterprise"),
    # Of an enterprise that declined nothing is told but the code the person typed.
    told("declined", "decide_request", "code", needs=("code",)),
    told("role", "change_role", "enterprise", "role", needs=("role",)),
    told("removed", "remove_member", "enterprise", is_required=True),
    told("offered", "offer_ownership", "enterprise", "colleague", needs=("colleague",)),
    told("taken_over", "answer_offer", "enterprise", "colleague", is_required=True),
    told("not_taken_over", "answer_offer", "enterprise", "colleague"),
    told(
        "owner_appointed", "appoint_owner", "enterprise", "colleague", needs=("colleague",), is_required=True
    ),
)
