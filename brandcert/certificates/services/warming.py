"""Loading typesetter, fonts and key ahead of the first certificate."""

import datetime
import gc
import logging
from typing import Final

from django.conf import settings

from brandcert.certificates import rendering
from brandcert.certificates.services.keys import signer
from brandcert.documents.printing import PrintingUnavailable
from brandcert.documents.signing import UnusableKey

logger = logging.getLogger(__name__)
DAY: Final = datetime.date(2026, 1, 1)
INSTANT: Final = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def warm_up() -> None:
    """Print one trial page that nobody sees; a machine that cannot print or sign says so in the log.

    Everything loaded is kept out of the garbage collector, so that forked workers share it.
    """
    text = dict.fromkeys(
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
    facts = rendering.CertificateFacts(
        **text,  # type: ignore[arg-type] # these are the text fields
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
    try:
        rendering.render_signed(facts, signer(), signed_at=INSTANT)
    except (UnusableKey, PrintingUnavailable):
        logger.exception("certificates cannot be made on this machine")
    gc.collect()
    gc.freeze()
