"""Enterprises at the desk of staff: to be looked up; they write their particulars themselves."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import PolicyAdmin, ReadOnlyInline, name_act
from brandcert.enterprises.models import Enterprise, IntegrityCheck, IntegrityRecord, Product, Trademark

name_act("enterprises.enterprise.check_integrity", _("Integrity checked"))
name_act("enterprises.enterprise.bar", _("Barred from applying"))
name_act("enterprises.enterprise.lift_record", _("Entry lifted"))
name_act("enterprises.enterprise.take_over", _("Particulars taken over from a certificate"))
name_act("enterprises.enterprise.register", _("Enterprise registered"))
name_act("enterprises.enterprise.edit", _("Particulars changed"))
name_act("enterprises.enterprise.imported", _("Taken from a list"))


class ProductInline(ReadOnlyInline):
    """Products and services of the enterprise."""

    model = Product
    fields = ("name", "model_or_scope", "trademark")


class TrademarkInline(ReadOnlyInline):
    """Trademarks of the enterprise."""

    model = Trademark
    fields = ("name", "number", "is_licensed", "valid_to")


class IntegrityRecordInline(ReadOnlyInline):
    """Entries against the enterprise."""

    model = IntegrityRecord
    fields = ("kind", "since", "until", "source")


class IntegrityCheckInline(ReadOnlyInline):
    """When the lists were looked up, by whom, with which result."""

    model = IntegrityCheck
    fields = ("checked_on", "is_clear", "checked_by")


@admin.register(Enterprise)
class EnterpriseAdmin(PolicyAdmin):
    """All enterprises, with products, trademarks and integrity."""

    change_action = add_action = "write_as_staff"
    list_display = ("name", "credit_code", "organisation_type", "division", "size_class")
    list_filter = ("organisation_type", "size_class", ("division", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("division",)
    search_fields = ("name", "credit_code", "name_en", "name_local")
    inlines: ClassVar = [IntegrityRecordInline, IntegrityCheckInline, ProductInline, TrademarkInline]
