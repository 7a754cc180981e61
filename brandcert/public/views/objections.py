"""Objecting to a public notice, and what whoever objected can do afterwards with receipt number and query code."""

import secrets
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.accounts.phones import read_phone
from brandcert.awards import services
from brandcert.awards.models import Objection
from brandcert.core import sms, throttling
from brandcert.core.errors import BusinessError
from brandcert.documents import printing
from brandcert.documents.models import Upload
from brandcert.public import objecting
from brandcert.public.forms import CodeForm, EvidenceForm, ObjectionForm
from brandcert.public.views.notices import published_or_404, shown_all

OBJECTIONS: Final = throttling.Limit("objections", most=20, per=3600)
# What somebody does who shows number and code, and how many codes are sent.
FOLLOWING: Final = throttling.Limit("objection", most=30, per=3600)
CODES: Final = throttling.Limit("objection-codes", most=3, per=3600)
TRIES: Final = throttling.Limit("objection-tries", most=5, per=600)
CODE_SECONDS: Final = 600
# The key of the objection, nothing else about it, in the session that filed it or showed its code.
KNOWN: Final = "objection"
RECEIPT: Final = "objection_receipt"
_KEPT: Final = "brandcert.public.evidence"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@throttling.limited(OBJECTIONS)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an objection to an entry of the list; what was typed or sent stays on the page when something is missing."""
    # The instant of arrival counts: looking at large files may last beyond the last second.
    now = timezone.now()
    row = published_or_404(pk)
    form = ObjectionForm(
        request.POST or None, request.FILES or None, notice=row, initial={"item": request.GET.get("item")}
    )
    kept = _kept(request, form)
    if request.method == "POST" and form.is_valid():
        filed = _filed(form, kept, now)
        if filed is not None:
            request.session[RECEIPT] = request.session[KNOWN] = filed.pk
            return HttpResponseRedirect(reverse("public:objection-receipt", args=[row.pk]))
    told = shown_all([row], now)[0]
    context = {
        "form": form,
        "notice": told,
        "kept": kept,
        "kept_token": signing.dumps([upload.pk for upload in kept], salt=_KEPT),
        "crumbs": _crumbs(told, _("Objection")),
    }
    is_wrong = form.is_bound and bool(form.errors)
    return render(request, "public/objection.html", context, status=422 if is_wrong else 200)


def _filed(form: ObjectionForm, kept: list[Upload], now: Any) -> Objection | None:
    said = {key: form.cleaned_data[key] for key in ("name", "contact", "facts", "kind", "code", "relation")}
    try:
        return services.file_objection(form.cleaned_data["item"], files=kept, now=now, **said)
    except BusinessError as error:
        form.add_error(None, str(error))
    return None


def _kept(request: HttpRequest, form: Any) -> list[Upload]:
    """Store the files that came and return them with those of an earlier attempt; a refused one is told at its field."""
    try:
        keys = signing.loads(request.POST.get("kept", ""), salt=_KEPT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        keys = []
    found = list(Upload.objects.filter(pk__in=keys, uploaded_by=None).order_by("pk"))
    if request.method == "POST":
        form.is_valid()
        for file in request.FILES.getlist("evidence")[: services.MOST_EVIDENCE]:
            try:
                found.append(services.store_evidence(file=file, number=len(found) + 1))
            except BusinessError as refusal:
                # Its own name is said once, to whoever sent it.
                form.add_error("evidence", f"{file.name}: {refusal}")
    return found


@require_safe
@never_cache
def receipt(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    """Confirm the objection just filed, on the page or as PDF; only in the session that filed it."""
    row = published_or_404(pk)
    filed = Objection.objects.filter(pk=request.session.get(RECEIPT) or 0, item__notice=row).first()
    if filed is None:
        return HttpResponseRedirect(reverse("public:notice", args=[pk]))
    told = shown_all([row], timezone.now())[0]
    context = objecting.receipt(filed) | {
        "notice": told,
        "pdf_url": reverse("public:objection-receipt-pdf", args=[row.pk]),
        "crumbs": _crumbs(told, pgettext("objection", "Receipt")),
    }
    if kind == "pdf":
        try:
            data = objecting.print_receipt(filed)
        except (printing.PrintingFault, OSError, ImportError):
            return HttpResponseRedirect(reverse("public:objection-receipt", args=[row.pk]))
        headers = {"Content-Disposition": f'attachment; filename="{filed.receipt_number}.pdf"'}
        return HttpResponse(data, content_type="application/pdf", headers=headers)
    return render(request, "public/objection_receipt.html", context)


def _crumbs(told: dict[str, Any], last: str) -> list[dict[str, str]]:
    return [
        {"title": _("Public notices"), "url": reverse("public:notices")},
        {"title": told["title"], "url": told["url"]},
        {"title": last},
    ]


# --- afterwards --------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@throttling.limited(FOLLOWING)
def follow(request: HttpRequest) -> HttpResponse:
    """Show how far an objection is, and take further evidence, the code of the contact, or the wish to take it back."""
    row = _known(request)
    if row is None:
        return HttpResponseRedirect(reverse("public:progress"))
    evidence, code, said = EvidenceForm(), CodeForm(), ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        evidence = EvidenceForm(request.POST, request.FILES) if act == "add" else evidence
        code = CodeForm(request.POST) if act == "confirm" else code
        said = _ACTS.get(act, _nothing)(request, row, {"add": evidence, "confirm": code}.get(act))
        row = _known(request) or row
        if said and not evidence.errors and not code.errors:
            request.session["objection_said"] = said
            return HttpResponseRedirect(reverse("public:objection-case"))
    context = {
        "case": objecting.told(row, today=timezone.localdate()),
        "evidence": evidence,
        "code": code,
        "is_sent": bool(cache.get(_code_key(row))),
        "said": request.session.pop("objection_said", ""),
    }
    is_wrong = bool(evidence.errors or code.errors)
    return render(request, "public/objection_case.html", context, status=422 if is_wrong else 200)


def _known(request: HttpRequest) -> Objection | None:
    rows = Objection.objects.select_related("item__notice__batch", "item__application")
    return rows.filter(pk=request.session.get(KNOWN) or 0).first()


def _nothing(_request: HttpRequest, _row: Objection, _form: Any) -> str:
    return ""


def _add(request: HttpRequest, row: Objection, form: Any) -> str:
    """Keep further evidence; returns what is said about it, nothing when a file was refused."""
    if not form.is_valid():
        return ""
    stored: list[Upload] = []
    for file in form.cleaned_data["evidence"]:
        try:
            stored.append(services.store_evidence(file=file, number=row.papers.count() + len(stored) + 1))
        except BusinessError as refusal:
            form.add_error("evidence", f"{file.name}: {refusal}")
    try:
        services.add_evidence(row, files=stored, now=timezone.now())
    except BusinessError as refusal:
        if not form.errors:
            form.add_error("evidence", str(refusal))
    return _("Your evidence was added.")


def _take_back(_request: HttpRequest, row: Objection, _form: Any) -> str:
    try:
        services.take_back(row, now=timezone.now())
    except BusinessError as refusal:
        return str(refusal)
    return _("The objection was taken back.")


def _code_key(row: Objection) -> str:
    return f"objection-code:{row.pk}"


def _send(_request: HttpRequest, row: Objection, _form: Any) -> str:
    """Send a code to the contact; returns what is said, also when it did not go out."""
    if row.contact_verified_at:
        return _("The contact is confirmed already.")
    if not throttling.allow(CODES, str(row.pk), now=timezone.now()):
        return _("A code was sent a moment ago. Wait before you ask for another.")
    code = f"{secrets.randbelow(10**6):06d}"
    text = _("%(code)s is your code. Tell it to nobody; our staff never ask for it.") % {"code": code}
    try:
        _deliver(row.objector_contact, text)
    except (sms.Undelivered, OSError, ValueError):
        return _("No code could be sent to this contact. The objection is examined all the same.")
    cache.set(_code_key(row), code, CODE_SECONDS)
    return _("A code was sent to the contact you gave. It is valid for ten minutes.")


def _deliver(contact: str, text: str) -> None:
    """Send the text by SMS or mail. Raises ValueError for a contact that is neither, OSError, Undelivered."""
    phone = read_phone(contact)
    if phone:
        sms.send(to=phone, text=text)
        return
    try:
        validate_email(contact)
    except Exception as error:
        raise ValueError("neither a mobile number nor an address") from error
    send_mail(_("Your code"), text, None, [contact])


def _confirm(_request: HttpRequest, row: Objection, form: Any) -> str:
    if not form.is_valid():
        return ""
    wanted = cache.get(_code_key(row))
    may_try = throttling.allow(TRIES, str(row.pk), now=timezone.now())
    given = "".join(form.cleaned_data["sent_code"].split())
    if not wanted or not may_try or not constant_time_compare(str(wanted), given):
        form.add_error(
            "sent_code", _("This is not the code that was sent last. Compare it, or ask for a new one.")
        )
        return ""
    services.confirm_contact(row, now=timezone.now())
    cache.delete(_code_key(row))
    return _("Your contact is confirmed.")


_ACTS: Final[dict[str, Callable[[HttpRequest, Objection, Any], str]]] = {
    "add": _add,
    "take_back": _take_back,
    "send": _send,
    "confirm": _confirm,
}
