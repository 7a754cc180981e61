"""What every management page of every app stands on: policy permissions, one page per case, steps by POST."""

from brandcert.core.admin.base import PolicyAdmin
from brandcert.core.admin.case import CaseAdmin
from brandcert.core.admin.inlines import ReadOnlyInline
from brandcert.core.admin.registry import (
    ReasonForm,
    StepForm,
    name_act,
    register_bar,
    register_menu,
    register_opening,
    register_panel,
    register_step,
)
from brandcert.core.admin.served import ServiceAdmin

__all__ = [
    "CaseAdmin",
    "PolicyAdmin",
    "ReadOnlyInline",
    "ReasonForm",
    "ServiceAdmin",
    "StepForm",
    "name_act",
    "register_bar",
    "register_menu",
    "register_opening",
    "register_panel",
    "register_step",
]
