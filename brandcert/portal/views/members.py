"""The people of an enterprise: who acts for it, who is invited, who asks to come in, who takes over."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brandcert.accounts.phones import masked_email, masked_phone
from brandcert.core import policies, throttling
from brandcert.enterprises import services
from brandcert.enterprises.enums import MemberRole, Outcome
from brandcert.enterprises.models import Enterprise, Invitation, JoinRequest, Membership, OwnerOffer
from brandcert.portal.member_forms import InviteForm, RoleForm
from brandcert.portal.queries import enterprises_of, memberships_of
from brandcert.portal.views.frame import ACTING, done, person, portal_page, posted, show

# What can be sent to strangers is limited per person and day, whatever the number of enterprises.
INVITATIONS = throttling.Limit("invitations", most=50, per=86_400)


def _mine(request: HttpRequest) -> Enterprise:
    """Return the enterprise the person acts for; without one there is no such page."""
    mine = enterprises_of(person(request))
    if not mine:
        raise Http404
    return mine[0]


def _member(request: HttpRequest, pk: int) -> Membership:
    rows = _mine(request).memberships.present().select_related("user", "enterprise")
    return get_object_or_404(rows, pk=pk)


def _line(member: Membership, *, is_owner: bool) -> dict[str, object]:
    """Return what the table shows of one person; contacts in full are for owners."""
    user = member.user
    phone = user.phone if user.phone_confirmed else ""
    whole = [user.email or "", phone.removeprefix("+86")]
    masked = [masked_email(user.email or ""), masked_phone(phone)]
    return {"row": member, "contacts": [text for text in (whole if is_owner else masked) if text]}


@require_safe
@portal_page
def page(request: HttpRequest) -> HttpResponseBase:
    """Show the people of the enterprise, and to its owners who may come in."""
    mine, user = _mine(request), person(request)
    is_owner = policies.allowed(user, "enterprises.enterprise.manage_members", mine)
    members = mine.memberships.present().select_related("user").order_by("joined_at", "id")
    owners = [row.user_id for row in members if row.role == MemberRole.OWNER]
    offer = mine.owner_offers.filter(outcome="").select_related("offered_by", "offered_to").first()
    context = {
        "enterprise": mine,
        "is_owner": is_owner,
        "is_only_owner": owners == [user.pk],
        "members": [_line(row, is_owner=is_owner) for row in members],
        "offer": offer,
        "invitations": list(mine.invitations.unanswered()) if is_owner else [],
        "requests": list(mine.join_requests.filter(outcome="").select_related("user")) if is_owner else [],
        "now": timezone.now(),
    }
    return show(request, "portal/members.html", context)


@require_http_methods(["GET", "POST"])
@portal_page
@throttling.limited(INVITATIONS)
def invite(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody by address or number."""
    mine = _mine(request)
    policies.require(request.user, "enterprises.enterprise.invite", mine)
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.cleaned_data
            row = services.invite(
                mine,
                contact=facts["contact"],
                role=facts["role"],
                by=person(request),
                now=timezone.now(),
            )
        except (services.BadContact, services.InvitationRefused) as fault:
            form.add_error("contact", str(fault))
        else:
            words = _("The invitation to %(contact)s is on its way.") % {"contact": row.contact}
            return done(request, words, "portal:members")
    return show(request, "portal/invite.html", {"form": form, "enterprise": mine})


@require_POST
@portal_page
@throttling.limited(INVITATIONS)
def invitation_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send an open invitation once more."""
    row = get_object_or_404(_mine(request).invitations.unanswered(), pk=pk)
    services.invite_again(row, by=person(request), now=timezone.now())
    return done(request, _("The invitation is sent once more."), "portal:members")


@require_POST
@portal_page
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make an open invitation worthless."""
    row = get_object_or_404(_mine(request).invitations, pk=pk)
    services.withdraw_invitation(row, by=person(request), now=timezone.now())
    return done(request, _("The invitation is withdrawn; its link no longer works."), "portal:members")


@require_POST
@portal_page
def decide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let somebody in who asked, or decline."""
    row: JoinRequest = get_object_or_404(_mine(request).join_requests.select_related("user"), pk=pk)
    is_accepted = request.POST.get("answer") == "accept"
    services.decide_request(row, is_accepted=is_accepted, by=person(request), now=timezone.now())
    words = (
        _("%(name)s acts for the enterprise now, as editor.") if is_accepted else _("%(name)s was declined.")
    )
    return done(request, words % {"name": row.user}, "portal:members")


@require_http_methods(["GET", "POST"])
@portal_page
def role(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a member owner or editor."""
    member = _member(request, pk)
    policies.require(request.user, "enterprises.enterprise.change_role", member.enterprise)
    form = RoleForm(posted(request), initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_role(
                member,
                role=form.cleaned_data["role"],
                seen=request.POST.get("seen"),
                by=person(request),
                now=timezone.now(),
            )
        except services.LastOwner as fault:
            form.add_error("role", str(fault))
        else:
            return done(
                request, _("The role of %(name)s is changed.") % {"name": member.user}, "portal:members"
            )
    return show(request, "portal/member_role.html", {"form": form, "member": member})


@require_http_methods(["GET", "POST"])
@portal_page
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then end a member's right to act for the enterprise."""
    member = _member(request, pk)
    policies.require(request.user, "enterprises.enterprise.remove_member", member.enterprise)
    if request.method == "POST":
        services.remove_member(member, by=person(request), now=timezone.now())
        words = _("%(name)s no longer acts for the enterprise.") % {"name": member.user}
        return done(request, words, "portal:members")
    return show(request, "portal/member_remove.html", {"member": member})


@require_http_methods(["GET", "POST"])
@portal_page
def leave(request: HttpRequest) -> HttpResponseBase:
    """Ask, then end one's own membership."""
    mine = _mine(request)
    if request.method == "POST":
        services.leave(mine, by=person(request), now=timezone.now())
        request.session.pop(ACTING, None)
        return done(request, _("You no longer act for “%(name)s”.") % {"name": mine.name}, "portal:home")
    return show(request, "portal/leave.html", {"enterprise": mine})


@require_http_methods(["GET", "POST"])
@portal_page
def hand_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, then offer the enterprise to a colleague."""
    member = _member(request, pk)
    policies.require(request.user, "enterprises.enterprise.offer_ownership", member.enterprise)
    if request.method == "POST":
        services.offer_ownership(member, by=person(request), now=timezone.now())
        words = _("%(name)s has been asked. You stay owner until it is confirmed.") % {"name": member.user}
        return done(request, words, "portal:members")
    return show(request, "portal/hand_over.html", {"member": member})


@require_POST
@portal_page
def offer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Confirm, decline or withdraw a hand-over."""
    row: OwnerOffer = get_object_or_404(_mine(request).owner_offers.select_related("enterprise"), pk=pk)
    answers = {"accept": Outcome.ACCEPTED, "decline": Outcome.DECLINED, "withdraw": Outcome.WITHDRAWN}
    answer = answers.get(request.POST.get("answer", ""))
    if answer is None:
        raise Http404
    services.answer_offer(row, answer=answer, by=person(request), now=timezone.now())
    words = {
        Outcome.ACCEPTED: _("You are the owner now."),
        Outcome.DECLINED: _("You have declined. Nothing was changed."),
        Outcome.WITHDRAWN: _("The hand-over is withdrawn. Nothing was changed."),
    }
    return done(request, words[answer], "portal:members")


@require_http_methods(["GET", "POST"])
@portal_page
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show an invitation to whoever has its link, and let the person accept it."""
    row = Invitation.objects.by_token(token)
    if row is None:
        raise Http404
    user = person(request)
    if row.accepted_by_id == user.pk:
        return redirect("portal:home")
    if not row.is_open(timezone.now()):
        raise services.InvitationRefused(_("This invitation is no longer valid. Ask for a new one."))
    is_invited = services.is_invited(row, user)
    has_missed = False
    if request.method == "POST":
        try:
            services.accept_invitation(
                row, by=user, now=timezone.now(), is_sure=request.POST.get("sure") == "on"
            )
        except services.NotTheInvited:
            has_missed = True
        else:
            request.session[ACTING] = row.enterprise_id
            words = _("You act for “%(name)s” now.") % {"name": row.enterprise.name}
            return done(request, words, "portal:home")
    context = {
        "invitation": row,
        "role": MemberRole(row.role).label,
        "is_invited": is_invited,
        "is_member": row.enterprise in memberships_of(user),
        "has_errors": has_missed,
    }
    return show(request, "portal/invitation.html", context)
