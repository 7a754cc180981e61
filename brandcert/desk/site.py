"""The management site: one login path, navigation by role."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class ManageSite(admin.AdminSite):
    """Django's admin with the login page of the whole site."""

    site_header = _("Jilin Premium")
    site_title = _("Jilin Premium")
    index_title = _("My work")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        """Send to the one login page; whoever is signed in but not staff goes to the home page."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(resolve_url("/"))
        query = urlencode({"next": request.GET.get("next", request.get_full_path())})
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{query}")
