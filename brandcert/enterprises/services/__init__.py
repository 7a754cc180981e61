"""What is done with enterprises: registration, imported lists, products and marks, looking them up in the lists."""

from brandcert.enterprises.services.importing import import_enterprises
from brandcert.enterprises.services.integrity import (
    UnknownFinding,
    bar_enterprise,
    lift_record,
    record_integrity_check,
)
from brandcert.enterprises.services.products import BadProduct, add_product, add_trademark, name_in_english
from brandcert.enterprises.services.registration import (
    BadName,
    EnterpriseExists,
    InvalidCreditCode,
    register_enterprise,
    take_over_particulars,
    update_enterprise,
)
from brandcert.enterprises.services.results import (
    ImportResult,
    RowResult,
    Verdict,
    result_path,
    write_result,
)

__all__ = [
    "BadName",
    "BadProduct",
    "EnterpriseExists",
    "ImportResult",
    "InvalidCreditCode",
    "RowResult",
    "UnknownFinding",
    "Verdict",
    "add_product",
    "add_trademark",
    "bar_enterprise",
    "import_enterprises",
    "lift_record",
    "name_in_english",
    "record_integrity_check",
    "register_enterprise",
    "result_path",
    "take_over_particulars",
    "update_enterprise",
    "write_result",
]
