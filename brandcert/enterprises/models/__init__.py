"""Enterprises and what belongs to them."""

from brandcert.enterprises.models.enterprises import Enterprise
from brandcert.enterprises.models.integrity import IntegrityCheck, IntegrityRecord
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
    "IntegrityRecord",
    "Invitation",
    "JoinRequest",
    "Membership",
    "OwnerAppointment",
    "OwnerOffer",
    "Product",
    "Trademark",
]
