"""Meetings that were held before attendance and results were written down get both from their votes."""

from django.db import migrations


def count(apps, _editor):
    """Note everybody who was entered as present, recusals, and what the votes came to."""
    meetings = apps.get_model("awards", "Deliberation")
    attendance = apps.get_model("awards", "Attendance")
    recusal = apps.get_model("awards", "Recusal")
    for meeting in meetings.objects.select_related("batch"):
        present = list(meeting.attendees.all())
        for member in present:
            attendance.objects.create(
                deliberation=meeting, member=member, presence="present", noted_by=meeting.called_by
            )
        for item in meeting.items.all():
            for vote in item.votes.filter(choice="recused"):
                recusal.objects.create(
                    item=item, member=vote.member, kind="declared", reason=vote.reason or "–"
                )
            if meeting.closed_at is None:
                continue
            choices = list(item.votes.values_list("choice", flat=True))
            tally = {
                name: choices.count(name) for name in ("for", "against", "abstain", "deferred", "recused")
            }
            part, quorum = len(choices) - tally["recused"], meeting.batch.quorum
            carried = part >= quorum and 2 * tally["for"] > part
            item.result = "carried" if carried else "lost" if part >= quorum else "undecided"
            item.tally = tally | {
                "present": len(present),
                "eligible": len(present) - tally["recused"],
                "quorum": quorum,
                "majority": "simple",
                "rule": "majority" if part >= quorum else "votes",
            }
            item.decided_at = meeting.closed_at
            item.save()


class Migration(migrations.Migration):
    """Data of older meetings."""

    dependencies = [("awards", "0005_meetings_minutes_consultations")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
