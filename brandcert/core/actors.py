"""Who acts: a signed-in person, or the system's clock."""

from typing import Final, Protocol, runtime_checkable


@runtime_checkable
class Actor(Protocol):
    """Whoever a change is attributed to."""

    @property
    def pk(self) -> int | None:
        """The person's key; none for the system."""


class SystemActor:
    """The clock and the workers; no request can produce it."""

    pk: Final[None] = None
    is_authenticated: Final = False
    is_active: Final = True

    def __repr__(self) -> str:
        """Return the name under which the audit trail knows the system."""
        return "system"


SYSTEM: Final = SystemActor()


def code_of(actor: object) -> str:
    """Return how the audit trail names the actor: `system` or `user:<pk>`, never a personal name.

    Raises TypeError for someone who is not signed in.
    """
    if actor is SYSTEM:
        return "system"
    pk = getattr(actor, "pk", None)
    if pk is None:
        raise TypeError("an act needs a signed-in person or the system")
    return f"user:{pk}"
