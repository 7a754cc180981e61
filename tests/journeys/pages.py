"""Every page of the walk: its address in the demonstration, and whose page it is."""

from __future__ import annotations

from typing import NamedTuple

CASE, APPLY = "/manage/applications/application/", "/portal/applications/"
CERTIFICATE, MINE = "/manage/certificates/certificate/", "/portal/certificates/"
CLERK, SECRETARY, DIRECTOR = "clerk1@demo.example", "secretary1@demo.example", "director1@demo.example"
COMMITTEE, ISSUER, SUPERVISOR = "committee1@demo.example", "issuer1@demo.example", "supervisor1@demo.example"
NOBODY = ""


class Page(NamedTuple):
    """One page: the address with keys of `acts.finding.places`, and the login of who opens it, or such a key."""

    address: str
    who: str = NOBODY
    status: int = 200


PUBLIC = [
    Page(address)
    for address in (
        "/",
        "/guide/",
        "/verify/",
        "/verify/?q={number_active}",
        "/v/{code_active}/",
        "/v/{code_suspended}/",
        "/v/{code_revoked}/",
        "/v/{code_cancelled}/",
        "/v/{code_superseded}/",
        "/v/{code_expired}/",
        "/directory/",
        "/directory/?q=人参",
        "/notices/",
        "/notices/{notice}/",
        "/notices/{notice}/objection/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    )
] + [Page("/verify/?q=JLJP-Z-1999-0001", status=404)]
PORTAL = [
    Page("/portal/", "owner of draft"),
    Page("/portal/enterprise/", "owner of draft"),
    Page(f"{APPLY}start/", "owner of draft"),
    *(
        Page(f"{APPLY}{{draft}}/{part}", "owner of draft")
        for part in (
            "", "product/", "unit/", "section/subject/", "section/product/", "section/standards/",
            "section/innovation/", "section/brand/", "section/responsibility/", "documents/", "check/", "discard/",
        )
    ),
    Page(f"{APPLY}{{correction}}/", "owner of correction"),
    Page(f"{APPLY}{{correction}}/documents/", "owner of correction"),
    Page(f"{APPLY}{{correction}}/section/brand/", "owner of correction"),
    Page(f"{APPLY}{{submitted}}/", "owner of submitted"),
    Page(f"{APPLY}{{submitted}}/sent/", "owner of submitted"),
    Page(f"{APPLY}{{submitted}}/versions/1/", "owner of submitted"),
    Page(f"{APPLY}{{submitted}}/withdraw/", "owner of submitted"),
    Page(f"{APPLY}{{rectification}}/", "owner of rectification"),
    Page(f"{APPLY}{{rectification}}/rectification/{{rectification_open}}/", "owner of rectification"),
    Page(f"{APPLY}{{public_notice}}/", "owner of public_notice"),
    Page(f"{APPLY}{{rejected}}/", "owner of rejected"),
    Page(f"{APPLY}{{not_accepted}}/", "owner of not_accepted"),
    Page(f"{APPLY}{{awarded}}/", "owner of awarded"),
    Page("/portal/messages/", "owner with message"),
    Page("/portal/messages/{message}/", "owner with message"),
    Page("/portal/settings/", "owner with message"),
    Page("/portal/certificates/", "holder of active"),
    Page("/portal/certificates/", "holder of suspended"),
    Page(f"{MINE}{{certificate_active}}/", "holder of active"),
    Page(f"{MINE}{{certificate_active}}/mark/", "holder of active"),
    Page(f"{MINE}{{certificate_suspended}}/", "holder of suspended"),
    Page(f"{MINE}{{announced_on}}/notices/{{announced}}/", "holder announced"),
    Page(f"{MINE}{{refused_on}}/requests/{{refused}}/", "holder refused"),
    Page(f"{MINE}{{renewing_on}}/renew/", "holder renewing"),
    Page(f"{MINE}{{renewing_on}}/cancel/", "holder renewing"),
]  # fmt: skip
DESK = [
    *(Page("/manage/", who) for who in (CLERK, SECRETARY, DIRECTOR, COMMITTEE, ISSUER, SUPERVISOR, "leader")),
    Page("/manage/", "unit of submitted"),
    Page("/manage/", "expert of agreed"),
    Page(f"{CASE}{{submitted}}/change/", "unit of submitted"),
    Page(f"{CASE}{{submitted}}/step/recommend/", "unit of submitted"),
    Page(CASE, CLERK),
    *(
        Page(f"{CASE}{{recommended}}/{part}", CLERK)
        for part in (
            "change/", "history/", "step/check_eligibility/", "step/check_integrity/",
            "step/request_correction/", "step/refuse_acceptance/", "step/reveal_contact/",
        )
    ),
    Page(f"{CASE}{{correction}}/change/", CLERK),
    Page(f"{CASE}{{not_accepted}}/change/", CLERK),
    Page("/manage/enterprises/enterprise/", CLERK),
    Page(f"{CASE}{{accepted}}/change/", SECRETARY),
    Page(f"{CASE}{{accepted}}/step/draw_panel/", SECRETARY),
    Page(f"{CASE}{{expert_review}}/change/", SECRETARY),
    Page(f"{CASE}{{review_done}}/step/plan_inspection/", SECRETARY),
    Page("/manage/notifications/message/", CLERK),
    Page("/manage/documents/letter/", CLERK),
    Page("/manage/documents/lettertemplate/", CLERK),
    Page("/manage/documents/lettertemplate/kind/correction/", CLERK),
    Page("/manage/notifications/messagetemplate/", CLERK),
    Page("/manage/notifications/messagetemplate/application.accept/portal/zh-hans/", CLERK),
    Page("/manage/notifications/dispatch/", CLERK),
    Page("/manage/reviews/expert/", SECRETARY),
    Page("/manage/reviews/assignment/", "expert of agreed"),
    Page("/manage/reviews/assignment/{task_agreed}/score/", "expert of agreed"),
    Page("/manage/reviews/assignment/{task_locked}/score/", "expert of locked"),
    Page("/manage/inspections/inspection/", "leader"),
    Page("/manage/inspections/inspection/{inspection_open}/change/", "leader"),
    Page(f"{CASE}{{inspection_case}}/change/", "leader"),
    Page("/manage/awards/deliberation/", COMMITTEE),
    Page("/manage/awards/deliberation/add/", COMMITTEE),
    Page("/manage/awards/deliberation/{meeting}/change/", COMMITTEE),
    Page("/manage/awards/publicnotice/", SECRETARY),
    Page("/manage/awards/publicnotice/{notice}/change/", SECRETARY),
    Page("/manage/awards/objection/{objection_filed}/change/", CLERK),
    Page(f"{CASE}{{awarded}}/change/", DIRECTOR),
    Page("/manage/certificates/issuebatch/queue/", ISSUER),
    Page("/manage/certificates/issuebatch/queue/", DIRECTOR),
    Page(CERTIFICATE, ISSUER),
    Page(f"{CERTIFICATE}{{certificate_draft}}/change/", ISSUER),
    Page(f"{CERTIFICATE}{{certificate_active}}/change/", SUPERVISOR),
    Page(f"{CERTIFICATE}{{certificate_active}}/step/open_sanction/", SUPERVISOR),
    Page("/manage/supervision/sanctioncase/", SUPERVISOR),
    Page("/manage/supervision/sanctioncase/{accused}/change/", SUPERVISOR),
    Page("/manage/supervision/sanctioncase/{accused}/step/check_legally/", "legal1@demo.example"),
    Page(f"{CERTIFICATE}{{certificate_active}}/step/suspend_at_once/", SUPERVISOR),
    Page(f"{CERTIFICATE}{{certificate_suspended}}/change/", SUPERVISOR),
    Page(f"{CERTIFICATE}{{certificate_suspended}}/step/reinstate/", SUPERVISOR),
    Page(f"{CERTIFICATE}{{certificate_revoked}}/change/", SUPERVISOR),
]  # fmt: skip
GROUPS = {"public": PUBLIC, "portal": PORTAL, "desk": DESK}
