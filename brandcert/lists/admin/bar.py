"""What stands above every list of the desk."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from brandcert.core import policies
from brandcert.core.admin import register_bar
from brandcert.lists import tables


@register_bar
def bar(page: Any, request: HttpRequest) -> str:
    """Draw the way to a file of the list, for those who may take one."""
    table = tables.registered().get(page.opts.label_lower)
    if table is None or not policies.allowed(request.user, table.action):
        return ""
    url = reverse("admin:lists_listcopy_make", args=[page.opts.app_label, page.opts.model_name])
    query = request.GET.urlencode()
    context = {"export_url": f"{url}?{query}" if query else url}
    return render_to_string("admin/lists/bar.html", context, request)
