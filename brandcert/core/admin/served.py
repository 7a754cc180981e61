"""Management pages that save by a service."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from brandcert.core.admin.base import PolicyAdmin
from brandcert.core.errors import BusinessError


class ServiceAdmin(PolicyAdmin):
    """A page that saves by a service, which checks, writes the trail and carries the consequences out.

    What the service refuses is told above the form, with everything that was entered still in it.
    """

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """Call the service and return the row it made or changed."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save by the service."""
        made = self.run(request, obj, form, change)
        obj.__dict__.update(made.__dict__)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form again when the service refused, with its words."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BusinessError as error:
            request.refused_because = str(error)  # type: ignore[attr-defined] # read by the form made below
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Let the form say what the service refused."""
        base: Any = super().get_form(request, obj, change, **kwargs)
        reason = getattr(request, "refused_because", "")
        if not reason:
            return base

        def clean(form: Any) -> Any:
            cleaned = base.clean(form)
            form.add_error(None, reason)
            return cleaned

        told: Any = type(base)(base.__name__, (base,), {"clean": clean})
        return told

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave the trail to the service, which wrote it."""
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave the trail to the service, which wrote it."""
        return None
