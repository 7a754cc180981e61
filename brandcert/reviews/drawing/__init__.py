"""Drawing of experts that anyone can repeat: for one case here, for a whole batch in `network` and `proof`.

Those two load libraries that take a while; whoever draws for a batch imports them on the spot.
"""

from brandcert.reviews.drawing.inputs import (
    BATCH_SOLVER,
    BATCH_VERSION,
    Case,
    Entrant,
    digest,
    inputs_of,
    published,
    seed_of,
    successor_seed,
)
from brandcert.reviews.drawing.single import (
    SOLVER,
    VERSION,
    Candidate,
    PoolTooSmall,
    draw,
    is_reproduced,
    replay,
    ticket,
)

__all__ = [
    "BATCH_SOLVER",
    "BATCH_VERSION",
    "SOLVER",
    "VERSION",
    "Candidate",
    "Case",
    "Entrant",
    "PoolTooSmall",
    "digest",
    "draw",
    "inputs_of",
    "is_reproduced",
    "published",
    "replay",
    "seed_of",
    "successor_seed",
    "ticket",
]
