"""Loading typesetter, fonts and key ahead of the first certificate."""

import datetime
import gc
import logging
from typing import Any, Final

from django.conf import settings

from brandcert.certificates import rendering
from brandcert.certificates.models import PublishedKey
from brandcert.certificates.services.keys import signer
from brandcert.certificates.services.machine_keys import read_key
from brandcert.documents import printing

logger = logging.getLogger(__name__)
DAY: Final = datetime.date(2026, 1, 1)
INSTANT: Final = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def _trial() -> rendering.CertificateFacts:
    """Return facts of nobody's certificate."""
    text: dict[str, Any] = dict.fromkeys(
        (
            "title",
            "number",
            "holder",
            "address",
            "category_name",
            "brand",
            "product",
            "model_or_scope",
            "place_of_production",
            "basis",
            "mode",
            "decision_number",
            "issuing_body",
        ),
        "试印",
    )
    return rendering.CertificateFacts(
        **text,
        title_en="Trial",
        machine_number="JLJP-Z-2026-0001",
        credit_code="91220100XNT000218B",
        trademark_number="1",
        category="MANUFACTURING",
        category_name_en="Trial",
        decided_on=DAY,
        first_issued_on=DAY,
        issued_on=DAY,
        valid_from=DAY,
        valid_to=DAY,
        verify_url=f"{settings.BASE_URL}/v/{'0' * 28}/",
        is_demo=bool(settings.DEMO),
        credential={},
    )


def warm_up() -> None:
    """Print and sign one trial page that nobody sees, so that typesetter, fonts and key are loaded.

    Everything loaded is kept out of the garbage collector, so that forked workers share it. Raises
    PrintingUnavailable, or UnusableKey or UnusableMachineKey for a key that cannot sign or may not; without any key it only
    says so in the log, because such a site can still do everything before the certificate.
    """
    printing.require_printing()
    facts = _trial()
    if settings.SIGNING_KEY or settings.DEMO:
        rendering.render_signed(facts, signer(), signed_at=INSTANT)
        if settings.CREDENTIAL_KEY or settings.DEMO:
            read_key(PublishedKey.Use.CREDENTIALS)
        else:
            logger.error("no key for credentials is configured: certificates cannot be made")
    else:
        rendering.render(facts)
        logger.error("no signing key is configured: certificates cannot be made")
    gc.collect()
    gc.freeze()
    # A page makes some ten thousand objects that all go at its end: looking for cycles every 700 costs a tenth of its time.
    gc.set_threshold(100_000, 20, 20)
