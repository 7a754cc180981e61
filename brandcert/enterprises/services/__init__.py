"""What is done with enterprises: registration, products and marks, looking them up in the lists."""

from brandcert.enterprises.services.integrity import (
    UnknownFinding,
    bar_enterprise,
    record_integrity_check,
)
from brandcert.enterprises.services.products import BadProduct, add_product, add_trademark
from brandcert.enterprises.services.registration import (
    BadName,
    EnterpriseExists,
    InvalidCreditCode,
    register_enterprise,
    update_enterprise,
)

__all__ = [
    "BadName",
    "BadProduct",
    "EnterpriseExists",
    "InvalidCreditCode",
    "UnknownFinding",
    "add_product",
    "add_trademark",
    "bar_enterprise",
    "record_integrity_check",
    "register_enterprise",
    "update_enterprise",
]
