"""Reads about what holders show to have a suspension lifted."""

from brandcert.certificates.models import Certificate, Mending


def waiting_mendings(certificate: Certificate) -> list[Mending]:
    """Return the proofs nobody has examined yet, the oldest first, with their files."""
    rows = Mending.objects.waiting().filter(certificate=certificate).select_related("handed_in_by")
    return list(rows.prefetch_related("evidence").order_by("id"))


def has_waiting_mending(certificate: Certificate) -> bool:
    """Say whether a proof waits to be examined."""
    return Mending.objects.waiting().filter(certificate=certificate).exists()
