"""One's own account: how one is called, where one is reached, how one signs in."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.accounts import services
from brandcert.accounts.forms import NameForm
from brandcert.accounts.queries import confirmed_contacts
from brandcert.core import policies, sms
from brandcert.portal.views.frame import done, person, portal_page, posted, show


@require_safe
@portal_page
def page(request: HttpRequest) -> HttpResponseBase:
    """Show what the account consists of, each line with the way to change it."""
    user = person(request)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "may_rename": policies.allowed(user, "accounts.user.change_name", user),
        "is_confirmed": user.email in confirmed_contacts(user),
        "offers_sms": sms.is_offered(),
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in kinds,
    }
    return show(request, "portal/account.html", context)


@require_http_methods(["GET", "POST"])
@portal_page
def name(request: HttpRequest) -> HttpResponseBase:
    """Change how one is called."""
    user = person(request)
    policies.require(user, "accounts.user.change_name", user)
    form = NameForm(posted(request), initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        services.change_name(user, name=form.cleaned_data["name"], by=user)
        return done(request, _("Your name is changed."), "my_account")
    return show(request, "portal/account_name.html", {"form": form})
