"""The words of notices, edited by staff: a table of all of them, and one page for each text with preview and history."""

import smtplib
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from brandcert.core.admin import PolicyAdmin
from brandcert.core.answers import sent_key
from brandcert.core.errors import SomeoneWasFaster
from brandcert.notifications import queries, services
from brandcert.notifications.catalogue import NOTICES, PLACEHOLDERS
from brandcert.notifications.enums import Channel, Group
from brandcert.notifications.forms import TextForm
from brandcert.notifications.models import MessageTemplate
from brandcert.notifications.services import Place, UnusableText

EDITOR = "notifications_messagetemplate_text"


@admin.register(MessageTemplate)
class MessageTemplateAdmin(PolicyAdmin):
    """Every text of every notice in every language; what staff write comes before what was delivered."""

    add_action: ClassVar[str] = "nothing"
    change_action: ClassVar[str] = "nothing"

    def get_urls(self) -> list[URLPattern]:
        """Add the page of one text."""
        view = self.admin_site.admin_view(self.text_view)
        route = "<str:kind>/<slug:channel>/<slug:language>/"
        return [path(route, view, name=EDITOR), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the table of all notices with the state of each text."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            "title": capfirst(str(self.opts.verbose_name_plural)),
            "groups": self._groups(),
            "languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
        }
        return require_GET(self._shown)(request, "notifications/texts.html", context)

    def _shown(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return self.page(request, template, context)

    def _groups(self) -> list[dict[str, Any]]:
        language, edited = get_language() or "", queries.edited()
        return [
            {
                "title": group.label,
                "notices": [
                    {
                        "title": queries.label_of_kind(notice.key, language),
                        "is_required": notice.is_required,
                        "languages": [
                            [
                                _link(Place(notice.key, channel, code), edited)
                                for channel in queries.channels_with_words(notice)
                            ]
                            for code, _name in settings.LANGUAGES
                        ],
                    }
                    for notice in NOTICES.values()
                    if notice.group == group
                ],
            }
            for group in Group
        ]

    # --- one text --------------------------------------------------------------------------
    def text_view(self, request: HttpRequest, kind: str, channel: str, language: str) -> HttpResponse:
        """Show one text, or do what the button says: preview, save, trial mail, back to an earlier version."""
        place = Place(kind, channel, language)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not place.exists:
            raise Http404
        return require_http_methods(["GET", "POST"])(self._text)(request, place)

    def _text(self, request: HttpRequest, place: Place) -> HttpResponse:
        if request.method != "POST":
            return self._editor(request, place, self._form(place))
        if not self.may(request, "edit"):
            raise PermissionDenied
        act = request.POST.get("act", "preview")
        form = self._form(place, request.POST)
        if act == "shipped" or act.startswith("version-"):
            return self._restore(request, place, act)
        if not form.is_valid():
            return self._editor(request, place, form, status=422)
        words = {"subject": form.cleaned_data.get("subject", ""), "body": form.cleaned_data["body"]}
        try:
            return self._act(request, place, form, words, act)
        except UnusableText as fault:
            form.add_error(fault.field, str(fault))
            return self._editor(request, place, form, status=422)
        except SomeoneWasFaster as late:
            form.add_error(None, str(late))
            return self._editor(request, place, form, status=409)

    def _act(
        self, request: HttpRequest, place: Place, form: TextForm, words: dict[str, str], act: str
    ) -> HttpResponse:
        if act == "save":
            services.save_text(place, **words, seen=form.cleaned_data["seen"], by=request.user)
            return self._done(request, place, _("The text is saved and counts from the next message on."))
        if act == "trial":
            return self._trial(request, place, form, words)
        return self._editor(request, place, form, shown=services.preview(place, **words))

    def _restore(self, request: HttpRequest, place: Place, act: str) -> HttpResponse:
        """Go back to the delivered text or to an earlier version; what stands in the form does not matter."""
        seen, version = request.POST.get("seen", ""), act.removeprefix("version-")
        known = sent_key(seen, otherwise=-1)
        try:
            if act == "shipped":
                services.use_shipped(place, seen=known, by=request.user)
                return self._done(request, place, _("The delivered text counts again."))
            services.use_version(place, version=sent_key(version), seen=known, by=request.user)
        except MessageTemplate.DoesNotExist as missing:
            raise Http404 from missing
        except (SomeoneWasFaster, UnusableText) as fault:
            self.tell(request, str(fault), failed=True)
            return HttpResponseRedirect(_url(place))
        return self._done(request, place, _("Version %(n)s counts again.") % {"n": version})

    def _trial(
        self, request: HttpRequest, place: Place, form: TextForm, words: dict[str, str]
    ) -> HttpResponse:
        shown = services.preview(place, **words)
        try:
            services.send_trial(place, **words, by=request.user)
        except (OSError, smtplib.SMTPException) as fault:
            self.tell(
                request,
                _("The trial mail did not go out: %(why)s") % {"why": type(fault).__name__},
                failed=True,
            )
        else:
            self.tell(request, _("A trial mail is on its way to your own address."))
        return self._editor(request, place, form, shown=shown)

    def _done(self, request: HttpRequest, place: Place, words: str) -> HttpResponse:
        self.tell(request, words)
        return HttpResponseRedirect(_url(place))

    @staticmethod
    def _form(place: Place, data: Any = None) -> TextForm:
        now = queries.words_of(place.kind, place.channel, place.language, queries.versions_of(place.kind))
        seen = queries.version_of(place.kind, place.channel, place.language)
        initial = {"subject": now.subject, "body": now.body, "seen": seen}
        return TextForm(data, initial=initial, channel=place.channel, language=place.language)

    def _editor(
        self,
        request: HttpRequest,
        place: Place,
        form: TextForm,
        *,
        shown: tuple[str, str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        notice = NOTICES[place.kind]
        if shown is None and not form.is_bound:
            given = {name: str(form.initial.get(name, "")) for name in ("subject", "body")}
            shown = services.preview(place, **given)
        history = queries.history_of(place.kind, place.channel, place.language)
        context = {
            "title": queries.label_of_kind(place.kind, get_language() or ""),
            "place": place,
            "notice": notice,
            "channel": Channel(place.channel).label,
            "language": get_language_info(place.language),
            "form": form,
            "shown": shown,
            "history": history[:50],
            "placeholders": [
                {"name": name, "meaning": PLACEHOLDERS[name].meaning, "is_needed": name in notice.needs}
                for name in notice.uses
            ],
            "may_edit": self.may(request, "edit"),
            "others": [_link(Place(place.kind, way, code), {}) for way, code in _siblings(place)],
            "has_errors": bool(form.errors),
        }
        return self.page(request, "notifications/text.html", context, status=status)


def _siblings(place: Place) -> list[tuple[str, str]]:
    """Return the other channels and languages of the same notice."""
    ways = queries.channels_with_words(NOTICES[place.kind])
    every = [(str(way), code) for way in ways for code, _name in settings.LANGUAGES]
    return [pair for pair in every if pair != (place.channel, place.language)]


def _link(place: Place, edited: dict[tuple[str, str, str], MessageTemplate]) -> dict[str, Any]:
    row = edited.get((place.kind, place.channel, place.language))
    return {
        # Below the table's own address: written out some hundred times, whole addresses would be half of the page.
        "url": f"{place.kind}/{place.channel}/{place.language}/",
        "channel": Channel(place.channel).label,
        "language": get_language_info(place.language),
        "version": row.version if row and not row.is_shipped else 0,
    }


def _url(place: Place) -> str:
    return reverse(f"admin:{EDITOR}", args=[place.kind, place.channel, place.language])
