"""Signatures under the reports of the demonstration."""

from typing import Final

from django.utils import timezone

from brandcert.accounts.models import User
from brandcert.inspections import services as inspections
from brandcert.inspections.models import Inspection
from brandcert.inspections.queries import sheet_hash

# A scribble of nobody.
STROKES: Final = (
    "M60 100L71 65L82 59L93 84L104 120L115 139L126 131L137 104L148 80L159 78L170 95L181 118L192 129L203 123"
    "M210 96L224 52L238 45L252 76L266 117L280 137L294 126L308 97L322 74L336 72"
    "M350 104L360 77L370 72L380 89L390 114L400 127L410 120L420 98L430 78L440 74L450 87L460 105L470 114L480 108L490 92L500 79L510 77L520 85"
)


def sign(visit: Inspection, signatory: str) -> None:
    """Let the other inspectors and the enterprise sign the sheet, the latter by hand on the phone of the leader."""
    shown, now = sheet_hash(visit), timezone.now()
    for member in visit.team.filter(is_leader=False):
        person = User.objects.get(pk=member.user_id)
        inspections.sign_as_inspector(visit, inspections.Given(shown), by=person, now=now)
    leader = User.objects.get(pk=visit.team.get(is_leader=True).user_id)
    given = inspections.Given(shown, name=signatory, duty="总经理", strokes=STROKES)
    inspections.sign_for_enterprise(visit, given, by=leader, now=now)
