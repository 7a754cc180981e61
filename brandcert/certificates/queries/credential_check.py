"""Machine-readable certificates and status lists checked against the register."""

from collections.abc import Iterator, Mapping
from typing import Any

from brandcert.certificates.credentials import documents, offline, proofs
from brandcert.certificates.credentials.statuslist import SIZE, USED_AT_MOST
from brandcert.certificates.models import Certificate
from brandcert.certificates.queries.status_list import list_numbers, places
from brandcert.core.models import NumberSeries

PLACES = "statuslist.places"


def credential_faults(row: Certificate, keys: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the credential of a certificate; one of a time before credentials has none."""
    credential = row.facts.get("credential", {})
    if row.status_place is None:
        if "proof" in credential:
            yield "its credential names a place in the status lists, the row has none"
        return
    # The site may have moved since: a credential speaks of the address it was issued at.
    base_url = str(row.facts["verify_url"]).rpartition("/v/")[0]
    issuer = documents.issuer_of(base_url)
    known = {f"{issuer}#{name.rpartition('#')[2]}": jwk for name, jwk in keys.items()}
    fault = proofs.fault(credential, known)
    if fault:
        yield f"its credential cannot be believed: {fault}"
        return
    expected = documents.document(row.facts, base_url=base_url, place=row.status_place)
    told = {name: value for name, value in credential.items() if name != "proof"}
    if told["credentialStatus"] != expected["credentialStatus"]:
        yield "its credential points at another place in the status lists"
    elif told != expected:
        yield "its credential does not say what the document says"
    claims = offline.claims(row.facts, place=row.status_place)
    names = [name.rpartition("#")[2] for name in keys]
    if not offline.matches(row.facts.get("offline", ""), claims, keys.values(), names):
        yield "its code for checks without network does not say what the document says"


def place_faults() -> Iterator[str]:
    """Compare the counter of places with the places, and the bits with what the register tells everybody."""
    taken = Certificate.objects.exclude(status_place=None).count()
    counted = NumberSeries.objects.filter(key=PLACES).values_list("last", flat=True).first() or 0
    if taken != counted:
        yield f"status lists: {counted} places were given out, {taken} are in use"
    for number in list_numbers():
        within = Certificate.objects.filter(
            status_place__gte=number * SIZE, status_place__lt=(number + 1) * SIZE
        )
        if within.count() > USED_AT_MOST:
            yield f"status lists: list {number} is fuller than it may be"
        for purpose, states in (("revocation", _ENDED), ("suspension", ("suspended", "draft"))):
            expected = {
                (place or 0) % SIZE
                for place in within.filter(status__in=states).values_list("status_place", flat=True)
            }
            if set(places(purpose, number)) != expected:
                yield f"status lists: list {number} ({purpose}) does not say what the register says"


_ENDED = ("revoked", "cancelled", "superseded", "void")
