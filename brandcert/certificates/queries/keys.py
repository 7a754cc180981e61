"""Which keys of this house count."""

from brandcert.certificates.models import PublishedKey
from brandcert.core.models import Event, digest


def published_keys(use: PublishedKey.Use) -> list[PublishedKey]:
    """Return the keys for one use, oldest first; a row that nobody's event stands for is none of ours."""
    told = {
        (subject, payload.get("sha256"))
        for subject, payload in Event.objects.filter(name="certificates.publishedkey.keep").values_list(
            "subject_id", "payload"
        )
    }
    return [
        row
        for row in PublishedKey.objects.filter(use=use)
        if (row.pk, digest({"use": str(row.use), "jwk": row.jwk})) in told
    ]
