"""The management page of any model: permissions by policy, rows and choices by visibility, no deletion."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import models, transaction
from django.forms import Media, ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core import events, policies
from brandcert.core.admin import registry
from brandcert.core.admin.history import timeline_of
from brandcert.core.admin.listing import DeskList, take_rows
from brandcert.core.answers import is_endless
from brandcert.core.models import digest
from brandcert.core.templatetags.looks import status_tag

SEEN = "_seen"


def scoped(queryset: Any, user: Any) -> Any:
    """Return only what the person may see, where the model says who sees what."""
    return queryset.visible_to(user) if hasattr(queryset, "visible_to") else queryset


class PolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # one base for all models
    """A page whose every permission is asked of `core.policies`; superusers are bound, nothing is ever deleted.

    `rules` borrows the table of another model, `change_action` and `add_action` name the actions of
    that table that let a person write; without such an action nobody writes. Without the action
    `list` whoever may view a row, or has one in sight, may open the list.
    """

    rules: ClassVar[str] = ""
    change_action: ClassVar[str] = "change"
    add_action: ClassVar[str] = "add"
    show_full_result_count = False
    list_per_page = 50
    actions_selection_counter = False

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        """Refuse what would write past the policies: columns that are edited in the list."""
        super().__init__(model, admin_site)
        if self.list_editable:
            raise ImproperlyConfigured(f"{type(self).__name__} edits rows in the list")

    @property
    def media(self) -> Media:
        """Return Django's scripts without jQuery and what stands on it: it would break the content security policy."""
        return Media(js=["admin/js/core.js", "admin/js/actions.js"])

    # --- permissions -------------------------------------------------------------------------
    def action_name(self, name: str) -> str:
        """Return the action under which the policies know what is done here."""
        return f"{self.rules or self.model._meta.label_lower}.{name}"

    def may(self, request: HttpRequest, name: str, obj: Any = None) -> bool:
        """Say whether the policies allow the action; one that nobody declared is refused."""
        action = self.action_name(name)
        return policies.is_declared(action) and policies.allowed(request.user, action, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the policy `view` for a row, `list` for all of them."""
        if obj is None:
            return self._may_list(request)
        if policies.is_declared(self.action_name("view")):
            return self.may(request, "view", obj)
        return bool(self.get_queryset(request).filter(pk=obj.pk).exists())

    def _may_list(self, request: HttpRequest) -> bool:
        if policies.is_declared(self.action_name("list")):
            return self.may(request, "list")
        if self.may(request, "view"):
            return True
        rows = self.model._default_manager.all()
        if not hasattr(rows, "visible_to"):
            return False
        # Asked several times for one page: once by the navigation, once by each link.
        cache = request.__dict__.setdefault("_lists_in_sight", {})
        if self.model not in cache:
            cache[self.model] = bool(scoped(rows, request.user).exists())
        return bool(cache[self.model])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the action that lets a person write."""
        return self.may(request, self.change_action, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the action that lets a person create."""
        return self.may(request, self.add_action)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse everyone: nothing is ever deleted here."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to those who may open one of its lists."""
        return self._may_list(request) or self.has_add_permission(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Refuse: nothing is ever deleted here."""
        raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Refuse: nothing is ever deleted here."""
        raise PermissionDenied

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave Django's bulk deletion out; what can be done for many rows is registered by the apps that own it."""
        kept = {name: act for name, act in super().get_actions(request).items() if name != "delete_selected"}
        # A list in a window of its own is there to choose one row.
        chooses = IS_POPUP_VAR in request.GET
        return kept if chooses else {**kept, **registry.menu_of(self.opts.label_lower, request.user)}

    # --- rows and choices --------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows the person may see; a model without `visible_to` is seen whole or not at all."""
        rows = super().get_queryset(request)
        if hasattr(rows, "visible_to"):
            return rows.visible_to(request.user)
        return rows if self._may_list(request) else rows.none()

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer, and later accept, only rows the person may see."""
        kwargs["queryset"] = scoped(self._choices(db_field, kwargs), request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """Offer, and later accept, only rows the person may see."""
        kwargs["queryset"] = scoped(self._choices(db_field, kwargs), request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @staticmethod
    def _choices(db_field: Any, kwargs: dict[str, Any]) -> Any:
        given = kwargs.get("queryset")
        return db_field.remote_field.model._default_manager.all() if given is None else given

    def row_or_404(self, request: HttpRequest, object_id: Any) -> Any:
        """Return the row; one the person may not see does not exist for him."""
        row = self.get_object(request, str(object_id))
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    @staticmethod
    def found_as(row: models.Model) -> str:
        """Return what somebody is told who looks the row up by a few letters."""
        return str(row)

    # --- pages -------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_label(self, row: Any) -> SafeString:
        """Draw the state in words and tint."""
        return status_tag(row)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        """Return the list of the desk."""
        return DeskList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list under the filter of the address."""
        take_rows(request)
        return super().get_changelist_instance(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list under the plain name of what it lists, or lead to the filter it opens with."""
        title = capfirst(str(self.opts.verbose_name_plural))
        bars = []
        if self.has_view_permission(request):
            elsewhere = registry.opening_of(self, request)
            if elsewhere is not None:
                return elsewhere
            bars = registry.bars_of(self, request)
        return super().changelist_view(request, {"title": title, "bars": bars, **(extra_context or {})})

    def response_action(
        self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Act for the rows ticked in the list; a forged number, on which Django's own would break, is no row."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(self._may_be_key(text) for text in ticked):
            self.tell(request, _("Choose at least one row, or all rows of the filter."), failed=True)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **kwargs)

    def _may_be_key(self, text: str) -> bool:
        try:
            return not is_endless("", self.opts.pk.to_python(text))
        except ValidationError:
            return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save one row; whoever saw an older row is told, and his entries stay on the page."""
        context = {"title": _("New: %(name)s") % {"name": self.opts.verbose_name}, **(extra_context or {})}
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, context)
        row = self.row_or_404(request, object_id)
        context |= {"title": str(row), "subtitle": None}
        if request.method != "POST":
            return super().changeform_view(
                request, object_id, form_url, context | {"seen": self.fingerprint(row)}
            )
        # From the comparison to the saving nobody else gets at the row.
        with transaction.atomic():
            now = self.fingerprint(type(row)._base_manager.select_for_update().get(pk=row.pk))
            if request.POST.get(SEEN, now) == now:
                return super().changeform_view(request, object_id, form_url, context | {"seen": now})
        return self._outdated(request, row)

    @staticmethod
    def fingerprint(row: models.Model, without: Collection[str] = ()) -> str:
        """Return the hash of everything the row holds, by which an older view of it is recognised.

        What a worker adds by itself (a printed file) is left out: nobody shall be sent back because of it.
        """
        fields = (field.attname for field in row._meta.concrete_fields)
        return digest({name: str(getattr(row, name)) for name in fields if name not in without})

    def _outdated(self, request: HttpRequest, row: models.Model) -> HttpResponse:
        entered = [
            {"label": str(row._meta.get_field(name).verbose_name), "value": request.POST[name]}  # type: ignore[union-attr] # concrete fields have one
            for name in (field.name for field in row._meta.concrete_fields)
            if name in request.POST
        ]
        return self.page(
            request,
            "admin/conflict.html",
            {
                "message": _("Someone else has changed this record since you opened it. Nothing was saved."),
                "entered": entered,
                "back_url": request.path,
                "title": str(row),
            },
            status=409,
        )

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> TemplateResponse:
        """Answer with a page inside the frame of the management site."""
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, shown, status=status)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the audit trail says about the row."""
        row = self.row_or_404(request, object_id)
        return self.page(
            request, "admin/history.html", {"title": str(row), "history": self.timeline(request, row)}
        )

    def timeline(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return what the person is told happened to the row, the newest first."""
        return timeline_of(row)

    # --- trail -------------------------------------------------------------------------------
    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """Return the names of the changed fields: codes for the audit trail, never their content."""
        return [{"fields": list(form.changed_data)}]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write the creation into the audit trail instead of Django's log, which copies personal data."""
        return events.record(self.add_action, obj, by=request.user, payload=message[0])

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write the change into the audit trail instead of Django's log, which copies personal data."""
        return events.record(self.change_action, obj, by=request.user, payload=message[0])

    def tell(self, request: HttpRequest, text: str, *, failed: bool = False) -> None:
        """Show a message on the next page."""
        messages.add_message(request, messages.ERROR if failed else messages.SUCCESS, text)
