"""Applications at the desk of staff."""

from django.contrib import admin

from brandcert.applications.models import Application
from brandcert.core.admin import CaseAdmin


@admin.register(Application)
class ApplicationAdmin(CaseAdmin):
    """One application, one page."""

    list_display = ("receipt_number", "enterprise", "product", "status_label", "due_on")
