"""The walk by service calls: what people do, without their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.installation import RefusedActError

if TYPE_CHECKING:
    from tests.journeys.installation import Installation


class Walk:
    """One application on its way."""

    def __init__(self, site: Installation) -> None:
        """Remember where it happens."""
        self.site = site
        self.do = site.services.do

    # --- the enterprise, the unit, the clerk -----------------------------------------------------
    def apply(self) -> None:
        """Let an enterprise register, fill in and hand in."""
        self.do("register")
        self.do("fill")
        self.do("submit")

    def recommend(self) -> None:
        """Let the unit recommend."""
        self.do("recommend")

    def check_integrity(self) -> None:
        """Let the clerk look the enterprise up."""
        self.do("check_integrity")

    def accept(self) -> None:
        """Let the clerk fill the sheet in and accept."""
        self.do("accept")

    # --- experts and inspectors --------------------------------------------------------------------
    def draw(self) -> None:
        """Let the secretary draw the experts."""
        self.do("draw")

    def declare(self, task: dict[str, Any]) -> None:
        """Let an expert sign his declaration."""
        self.do("declare", task=task["task"])

    def appoint(self) -> None:
        """Let the secretary open the scoring."""
        self.do("appoint")

    def score(self, task: dict[str, Any]) -> None:
        """Let an expert fill in his sheet and lock it."""
        self.do("score", task=task["task"])

    def settle_the_result(self) -> None:
        """Let the secretary propose the result and the director approve it who does not publish the list."""
        self.do("propose_result")
        self.do("approve", step="applications.application.finish_review", director=1)

    def plan(self) -> None:
        """Let the secretary propose an inspection and the director approve it."""
        self.do("plan")
        self.do("approve", step="applications.application.plan_inspection")

    def inspect(self) -> None:
        """Let the team declare, fill the checklist in and take a photo."""
        self.do("inspect")

    def report(self) -> None:
        """Let the leader finish the report."""
        self.do("report")

    # --- committee and award -------------------------------------------------------------------------
    def deliberate(self) -> None:
        """Let the committee meet, vote and propose its list."""
        self.do("deliberate")

    def publish(self) -> None:
        """Let the director publish the list."""
        self.do("publish")

    def cannot_award_yet(self) -> None:
        """Assert that nobody can propose an award while the notice runs."""
        with pytest.raises(RefusedActError):
            self.do("propose_awards")

    def award(self) -> None:
        """Let the secretary propose and the other director award."""
        self.do("propose_awards")
        self.do("award")

    # --- certificate -----------------------------------------------------------------------------------
    def order_the_issue(self) -> None:
        """Let the issuing officer propose the list and the director approve it."""
        self.do("propose_issue")
        self.do("approve_issue")

    def announce(self, action: str) -> None:
        """Let the supervisor serve a prior notice and the enterprise answer it."""
        self.do("serve_notice", action=action)
        self.do("answer_notice")

    def suspend(self) -> None:
        """Let the supervisor propose and the director suspend."""
        self.do("propose_suspend")
        self.do("approve", step="certificates.certificate.suspend")

    def reinstate(self) -> None:
        """Let the supervisor propose and the director reinstate."""
        self.do("propose_reinstate")
        self.do("approve", step="certificates.certificate.reinstate")

    def cannot_revoke_yet(self) -> None:
        """Assert that nobody can propose a revocation without legal opinion and minutes."""
        with pytest.raises(RefusedActError):
            self.do("propose_revoke")

    def review_legally(self) -> None:
        """Let the legal reviewer give an opinion; the discussion is minuted."""
        self.do("review_legally")

    def revoke(self) -> None:
        """Let the supervisor propose and the director revoke."""
        self.do("propose_revoke")
        self.do("approve", step="certificates.certificate.revoke")

    # --- what the enterprise finds -----------------------------------------------------------------------
    def has_been_told(self, words: str) -> bool:
        """Tell whether the enterprise has a message with these words."""
        return any(words in text for text in self.do("told"))

    def document(self, number: str) -> bytes:
        """Give the document of the certificate as it is stored."""
        (pdf,) = (self.site.folder / "media" / "certificates").rglob(f"{number}-*.pdf")
        return pdf.read_bytes()

    def end(self) -> None:
        """Nothing is left open."""
