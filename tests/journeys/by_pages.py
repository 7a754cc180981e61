"""The walk through the pages: everybody signs in and does with mouse and keyboard what is his to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from brandcert.applications.content import build
from brandcert.programs.enums import CategoryKey
from brandcert.programs.queries import default_questions
from tests.documents import files
from tests.journeys import cast
from tests.journeys.acts.applying import answer
from tests.journeys.by_services import Walk
from tests.journeys.people import Person
from tests.letters import last_code
from tests.processes import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from brandcert.applications.content import Field
    from tests.journeys.installation import Installation

CASE = "/manage/applications/application/{application}/change/"
CERTIFICATE = "/manage/certificates/certificate/{certificate}/change/"
SANCTION = "/manage/supervision/sanctioncase/{sanction}/change/"
VISIT = "/manage/inspections/inspection/{inspection}/change/"
MEETING = "/manage/awards/deliberation/{meeting}/change/"
NOTICE = "/manage/awards/publicnotice/{notice}/change/"
QUEUE = "/manage/certificates/issuebatch/queue/"


class WalkThroughPages(Walk):
    """One application on its way, by its pages."""

    inspectors: ClassVar = (("inspector", 1, "石磊"), ("inspector", 2, "穆青"))

    def __init__(self, site: Installation, browser: Browser) -> None:
        """Nobody is signed in yet."""
        super().__init__(site)
        self.browser = browser
        self.people: dict[str, Person] = {}

    def person(self, role: str, number: int = 1) -> Person:
        """Give the browser of somebody of the staff, signed in."""
        return self.at_desk(cast.staff(role, number))

    def at_desk(self, email: str) -> Person:
        """Give the browser of the person with this address, signed in on first use."""
        if email not in self.people:
            self.people[email] = Person(self.browser, self.site.url, email)
            self.people[email].sign_in(cast.STAFF_PASSWORD)
        return self.people[email]

    def page_of(self, page: str) -> str:
        """Give the address of a page of the walk."""
        return page.format(**self.do("keys"))

    def end(self) -> None:
        """Nobody's browser complained on the way."""
        assert [line for person in self.people.values() for line in person.complaints] == []

    # --- the enterprise ----------------------------------------------------------------------------
    @property
    def owner(self) -> Person:
        """Give the browser of the enterprise's owner."""
        return self.people[cast.OWNER]

    def apply(self) -> None:
        """Sign up, register the enterprise, fill everything in, hand in."""
        owner = self.people[cast.OWNER] = Person(self.browser, self.site.url, cast.OWNER)
        owner.open("/accounts/signup/")
        owner.fill({"name": "示例经办", "contact": cast.OWNER})
        owner.fill({"password1": cast.PASSWORD, "password2": cast.PASSWORD})
        owner.press("main form button")
        owner.fill({"code": last_code(self.site.folder)})
        owner.press("main form button")
        owner.page.wait_for_url("**/portal/")
        self._register(owner)
        owner.press(".page-head a.button-primary, .card-body a.button-primary")
        owner.page.locator("[name=batch]").first.check()
        owner.page.locator("[name=category]").first.check()
        owner.press("main form .button-primary")
        tasks = owner.page.url.removeprefix(self.site.url)
        self._choose_product_and_unit(owner, tasks)
        self._answer_sections(owner, tasks)
        self._hand_in_documents(owner, tasks)
        owner.open(f"{tasks}check/")
        owner.fill({"pledge": True})
        owner.press("main form .button-primary")
        assert owner.page.url.endswith("/sent/")
        assert re.search(r"JLJP-SQ-\d{4}-\d{6}", owner.page.locator(".confirmation").inner_text())

    def _register(self, owner: Person) -> None:
        owner.press("main a.button-primary")
        owner.fill({"name": cast.ENTERPRISE, "credit_code": cast.CREDIT_CODE, "address": cast.ADDRESS})
        owner.page.locator("[name=division]").select_option(label=cast.CITY)
        owner.press("main form .button-primary")
        owner.open("/portal/enterprise/")
        owner.press('a[href$="/edit/"]')
        owner.fill(
            {
                "name_en": cast.ENTERPRISE_EN,
                "address_en": cast.ADDRESS_EN,
                "size_class": "medium",
                "established_on": "2010-01-01",
            }
        )
        owner.press("main form .button-primary")
        owner.open("/portal/")

    def _choose_product_and_unit(self, owner: Person, tasks: str) -> None:
        owner.open(f"{tasks}product/")
        owner.fill(
            {
                "name": cast.PRODUCT,
                "model_or_scope": cast.MODEL,
                "trademark": cast.TRADEMARK,
                "trademark_number": cast.TRADEMARK_NUMBER,
            }
        )
        owner.press("main form .button-primary")
        owner.open(f"{tasks}unit/")
        owner.page.get_by_label(cast.UNIT_NAME).check()
        owner.press("main form .button-primary")

    def _answer_sections(self, owner: Person, tasks: str) -> None:
        category = CategoryKey.MANUFACTURING
        sections = build(default_questions(category), category, organisation_type="company").sections
        owner.open(f"{tasks}section/{sections[0].key}/")
        for section in sections:
            assert owner.page.url.endswith(f"/section/{section.key}/")
            for question in section:
                self._answer(owner, question)
            owner.press("main form button[value=on]")
        assert owner.page.url.endswith("/documents/")

    def _answer(self, owner: Person, question: Field) -> None:
        if not question.is_list:
            owner.fill({question.key: answer(question)})
            return
        for place, entry in enumerate(answer(question)):
            if not owner.page.locator(f'[name^="{question.key}-{place}-"]').count():
                owner.press(f'button[name=add][value="{question.key}"]')
            entry.pop("file", None)
            owner.fill({f"{question.key}-{place}-{key}": value for key, value in entry.items()})

    def _hand_in_documents(self, owner: Person, tasks: str) -> None:
        owner.open(f"{tasks}documents/")
        wanted = owner.page.locator("section.card-box:not(:has(h2 .optional))")
        for name in [wanted.nth(place).get_attribute("id") for place in range(wanted.count())]:
            place = owner.page.locator(f"#{name}")
            pdf = files.pdf() + f"% {name}".encode()
            place.locator("input[type=file][multiple]").set_input_files(
                {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf}
            )
            place.get_by_role("link", name=f"{name}.pdf").wait_for()

    # --- the unit, the clerk ---------------------------------------------------------------------------
    def recommend(self) -> None:
        """Open the case and recommend."""
        unit = self.person("recommender")
        unit.take(self.page_of(CASE), "recommend", {"opinion": "产品质量稳定，同意推荐。"})

    def check_integrity(self) -> None:
        """Confirm that nothing was found in any list."""
        self.person("clerk").take(self.page_of(CASE), "check_integrity", {"is_complete": True})

    def accept(self) -> None:
        """Answer every question with yes, then accept."""
        clerk = self.person("clerk")
        clerk.open_step(self.page_of(CASE), "check_eligibility")
        yes = clerk.page.locator("input[type=radio][value=yes]")
        for place in range(yes.count()):
            yes.nth(place).check()
        clerk.confirm()
        clerk.take(self.page_of(CASE), "accept")

    # --- experts -------------------------------------------------------------------------------------------
    def draw(self) -> None:
        """Draw the one case; the house makes the seed."""
        self.person("secretary").take(self.page_of(CASE), "draw_panel")

    def declare(self, task: dict[str, Any]) -> None:
        """Read the declaration and sign it."""
        expert = self.at_desk(task["email"])
        expert.open(f"/manage/reviews/assignment/{task['task']}/score/")
        expert.press("button[name=agree]")

    def appoint(self) -> None:
        """Open the scoring."""
        self.person("secretary").take(self.page_of(CASE), "appoint_panel")

    def score(self, task: dict[str, Any]) -> None:
        """Give every criterion nine tenths of its points, say why, confirm and sign."""
        expert = self.at_desk(task["email"])
        expert.open(f"/manage/reviews/assignment/{task['task']}/score/")
        criteria = expert.page.locator("[data-criterion]")
        for place in range(criteria.count()):
            line = criteria.nth(place)
            maximum = float(line.get_attribute("data-max") or 0)
            line.locator("input[name^=points-]").fill(f"{maximum * 0.9:.1f}")
            line.locator("[name^=reason-]").fill("证据充分，与佐证材料一致。")
        expert.fill({"comment": "材料齐全，证据可靠。", "confirm": True})
        expert.press("button[name=submit]")
        assert not expert.page.locator("button[name=submit]").count()

    def settle_the_result(self) -> None:
        """Propose, read the numbers, approve: the director who does not publish the list."""
        self.person("secretary").take(self.page_of(CASE), "finish_review")
        self.person("director", 2).approve(self.page_of(CASE))

    # --- inspectors ------------------------------------------------------------------------------------------
    def plan(self) -> None:
        """Choose two inspectors and a leader; the date is proposed by the page."""
        secretary = self.person("secretary")
        secretary.open_step(self.page_of(CASE), "plan_inspection")
        for _role, _number, name in self.inspectors:
            secretary.page.get_by_role("checkbox", name=name).check()
        secretary.page.locator("[name=leader]").select_option(label=self.inspectors[0][2])
        secretary.confirm()
        self.person("director").approve(self.page_of(CASE))

    def inspect(self) -> None:
        """Everybody declares; the leader fills the checklist in and adds a photo."""
        for role, number, _name in self.inspectors:
            inspector = self.person(role, number)
            inspector.open(self.page_of(VISIT))
            inspector.press('form[action$="/declare/"] button')
        leader = self.person("inspector")
        leader.open(self.page_of(VISIT))
        criteria = leader.page.locator(".criterion")
        for place in range(criteria.count()):
            line = criteria.nth(place)
            found = re.search(r"[\d.]+", line.locator(".weight").inner_text())
            assert found
            line.locator("input[name^=points-]").fill(f"{float(found[0]) * 0.9:.1f}")
            line.locator("[name^=reason-]").fill("现场查验属实。")
        leader.press('form[action$="/do/checklist/"] .button-primary')
        photo = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": files.picture("JPEG")}
        leader.page.locator("#photos [name=file]").set_input_files(photo)  # type: ignore[arg-type] # a typed dictionary
        leader.fill({"caption": "生产现场"}, within="#photos")
        leader.press('form[action$="/do/photo/"] button')
        assert leader.page.locator("#photos img").count() == 1

    def report(self) -> None:
        """The other inspector signs, the owner signs in the portal, the leader signs last and locks the report."""
        for role, number, _name in self.inspectors[1:]:
            inspector = self.person(role, number)
            inspector.open(self.page_of(VISIT))
            inspector.press('form[action$="/do/sign/"] button')
        owner = self.people[cast.OWNER]
        owner.open(self.page_of("/portal/applications/{application}/visit/sign/"))
        owner.page.check("[name=decision][value=signed]")
        owner.fill({"duty": "总经理"})
        owner.press("form[data-guard] .button-primary")
        facts = {"summary": "现场与申报材料一致。"}
        self.person("inspector").take(self.page_of(CASE), "finish_inspection", facts)

    # --- committee and award -----------------------------------------------------------------------------------
    def deliberate(self) -> None:
        """A member calls the meeting, everybody signs in and votes, the minutes are signed, the list goes to the director."""
        chair = self.person("committee")
        chair.open("/manage/awards/deliberation/add/")
        chair.page.locator("[name=batch]").select_option(index=1)
        everybody = chair.page.locator("[name=attendees]")
        for place in range(everybody.count()):
            everybody.nth(place).check()
        chair.confirm()
        for number in range(1, 4):
            member = self.person("committee", number)
            member.take(self.page_of(MEETING), "sign_in")
            member.open(self.page_of(MEETING))
            member.page.locator(".agenda-vote input[type=radio][value=for]").check()
            member.press('.agenda-vote form[action$="/vote/"] button')
        chair.take(self.page_of(MEETING), "close", {"minutes": "经表决同意列入公示名单。"})
        for number in range(1, 4):
            self.person("committee", number).take(self.page_of(MEETING), "sign_minutes")
        chair.take(self.page_of(MEETING), "propose_notice")

    def publish(self) -> None:
        """The director reads the list as it will be published, and publishes it."""
        self.person("director").take(self.page_of(MEETING), "publish", {"confirm": True})

    def cannot_award_yet(self) -> None:
        """The notice says what stands against every item; proposing is refused."""
        secretary = self.person("secretary")
        secretary.open(self.page_of(NOTICE))
        assert secretary.page.locator(".fault").count()
        super().cannot_award_yet()

    def award(self) -> None:
        """The secretary proposes what is ready, the other director awards it by one decision."""
        self.person("secretary").take(self.page_of(NOTICE), "propose_awards")
        self.person("director", 2).take(self.page_of(NOTICE), "award", {"confirm": True})

    # --- certificate -----------------------------------------------------------------------------------------
    def order_the_issue(self) -> None:
        """Put the draft on a list; when it was tried the director approves it."""
        issuer = self.person("issuer")
        issuer.open(QUEUE)
        issuer.page.locator("[name=certificate]").check()
        issuer.press("main form .button-primary, #content form .button-primary")
        listed = urlsplit(issuer.page.url).path
        director = self.person("director")

        def is_tried() -> bool:
            director.open(listed)
            return director.page.locator("[data-progress=checked]").count() == 1

        wait_until(is_tried, 60, "the trial of the list")
        director.take(listed, "approve")

    def announce(self, action: str) -> None:
        """Open the case with its evidence, serve the notice; the enterprise reads it in the portal and answers."""
        ground = {"suspend": "suspend:failed_sampling", "revoke": "revoke:fraud"}[action]
        facts = {
            "ground": ground,
            "facts": "监督抽查发现一项关键指标不符合执行标准。",
            "basis": "示例办法第二十三条。",
            "evidence": {"name": "检验报告.pdf", "mimeType": "application/pdf", "buffer": files.pdf()},
        }
        supervisor = self.person("supervisor")
        supervisor.take(self.page_of(CERTIFICATE), "open_sanction", facts)
        supervisor.take(self.page_of(SANCTION), "serve")
        self.owner.open("/portal/")
        self.owner.press(".banner-action a")
        self.owner.fill({"answer": "已停止使用标志并启动整改。"})
        self.owner.press("main form .button-primary")

    def suspend(self) -> None:
        """Propose with ground and end, approve."""
        facts = {"reason": "监督抽查不合格，限期整改。"}
        self.person("supervisor").take(self.page_of(SANCTION), "propose_decision", facts)
        self.person("director").approve(self.page_of(CERTIFICATE))

    def reinstate(self) -> None:
        """Propose because the correction was verified, approve."""
        self.person("supervisor").take(self.page_of(CERTIFICATE), "reinstate", {"reason": "复检合格。"})
        self.person("director").approve(self.page_of(CERTIFICATE))

    def cannot_revoke_yet(self) -> None:
        """The page says what is missing instead of offering the step."""
        supervisor = self.person("supervisor")
        supervisor.open(self.page_of(CERTIFICATE))
        assert supervisor.page.locator("#why-revoke li").count()
        assert not supervisor.page.locator('.acts [href*="/step/revoke/"]').count()

    def review_legally(self) -> None:
        """The legal reviewer writes an opinion, the supervisor the minutes."""
        opinion = {"opinion": "事实清楚，程序合法。"}
        self.person("legal").take(self.page_of(SANCTION), "check_legally", opinion)
        minutes = {"minutes": "经集体讨论，同意拟作出的处理。"}
        self.person("supervisor").take(self.page_of(SANCTION), "record_minutes", minutes)

    def revoke(self) -> None:
        """Propose with ground and reason, approve."""
        facts = {"reason": "申报时提交的检验报告系伪造。"}
        self.person("supervisor").take(self.page_of(SANCTION), "propose_decision", facts)
        self.person("director").approve(self.page_of(CERTIFICATE))

    # --- what the enterprise finds -------------------------------------------------------------------------------
    def has_been_told(self, words: str) -> bool:
        """Look into the messages of the portal."""
        self.owner.open("/portal/messages/")
        return self.owner.page.get_by_text(words).count() > 0

    def document(self, number: str) -> bytes:
        """Download the document from the list of certificates."""
        self.owner.open("/portal/certificates/")
        address = self.owner.page.locator('a[href$="/pdf"]').get_attribute("href")
        answer = self.owner.page.request.get(f"{self.site.url}{address}")
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()
