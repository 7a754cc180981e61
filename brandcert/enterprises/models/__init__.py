"""Enterprises and what belongs to them."""

from brandcert.enterprises.models.enterprises import Enterprise
from brandcert.enterprises.models.integrity import (
    IntegrityCheck,
    IntegrityInquiry,
    IntegrityList,
    IntegrityRecord,
)
from brandcert.enterprises.models.members import (
    Invitation,
    JoinRequest,
    Membership,
    OwnerAppointment,
    OwnerOffer,
)
from brandcert.enterprises.models.products import Product, Trademark

__all__ = [
    "Enterprise",
    "IntegrityCheck",
    "IntegrityInquiry",
    "IntegrityList",
    "IntegrityRecord",
    "Invitation",
    "JoinRequest",
    "Membership",
    "OwnerAppointment",
    "OwnerOffer",
    "Product",
    "Trademark",
]
