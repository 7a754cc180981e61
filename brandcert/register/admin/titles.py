"""Titles of earlier years at the desk: looked at, never written; lists bring and correct them."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.certificates.enums import CertificateStatus
from brandcert.core.admin import PolicyAdmin, name_act
from brandcert.core.templatetags.looks import TONES, draw_tag
from brandcert.register.models import LegacyTitle

name_act("register.legacytitle.enter", gettext_lazy("Taken from a list of earlier titles"))
name_act("register.legacytitle.correct", gettext_lazy("Corrected by a list of earlier titles"))
name_act("register.apikey.create", gettext_lazy("Key of another system handed out"))
name_act("register.apikey.revoke", gettext_lazy("Key of another system revoked"))
name_act("register.titlelist.take", gettext_lazy("List of earlier titles taken over"))


@admin.register(LegacyTitle)
class LegacyTitleAdmin(PolicyAdmin):
    """All earlier titles with the list and line they came from."""

    list_display = ("number", "holder", "product", "title", "valid_from", "valid_to", "standing")
    list_filter = ("category", "ended_as", "taken_from")
    list_select_related = ("taken_from",)
    search_fields = ("number", "holder", "product", "credit_code")
    search_help_text = gettext_lazy("Number, holder, product or credit code")
    ordering = ("key",)

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, row: LegacyTitle) -> SafeString:
        """Draw what the dates say today; a running title is never green, which is for what was issued here."""
        found = row.standing_on(timezone.localdate())
        if found is None:
            return draw_tag(_("not yet begun"), "grey")
        if found.is_valid:
            return draw_tag(_("within its dates"), "blue")
        return draw_tag(str(CertificateStatus(found.status).label), TONES.get(found.status, "grey"))
