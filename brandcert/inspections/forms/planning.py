"""The form that plans a visit."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, User
from brandcert.core import workdays
from brandcert.core.admin import StepForm
from brandcert.core.workdays import add_workdays
from brandcert.inspections import queries
from brandcert.inspections.enums import Mode


class PlanForm(StepForm):
    """Asks for team, leader, mode, date and place of an inspection."""

    team = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Inspectors"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    leader = forms.ModelChoiceField(label=gettext_lazy("Leader"), queryset=User.objects.none())
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"), choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.ON_SITE
    )
    planned_on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=200)
    season_reason = forms.CharField(
        label=gettext_lazy("Why outside the season"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Needed for a day outside the season; it stands in the plan the director approves."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the inspectors in office, the first possible date and the address of the enterprise."""
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        grants = RoleGrant.objects.in_force(today).filter(role=Role.INSPECTOR)
        people = User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name", "pk")
        for name in ("team", "leader"):
            choice: Any = self.fields[name]
            choice.queryset = people
        days = self.row.batch.inspection_notice_days
        self.fields["planned_on"].initial = _first_day(today, days)
        self.fields["place"].initial = self.row.enterprise.address
        rule = queries.rule_of(self.row)
        modes: Any = self.fields["mode"]
        modes.choices = [choice for choice in Mode.choices if choice[0] in rule.modes]
        if not (rule.season_begins and rule.lets_exception):
            del self.fields["season_reason"]
        self.fields["planned_on"].help_text = _(
            "At least %(days)s working days ahead, except for a mystery visit."
        ) % {"days": days}

    def beforehand(self) -> Sequence[Mapping[str, Any]]:
        """Show how the days of notice are counted, and the season of the visits."""
        days = self.row.batch.inspection_notice_days
        rule = queries.rule_of(self.row)
        lines: list[dict[str, Any]] = []
        if days:
            deadline = add_workdays(timezone.localdate(), days)
            counted = [_counted(line) for line in deadline.lines]
            lines.append({"label": _("Notice, day by day"), "value": "; ".join(counted)})
        if rule.season_begins:
            season = _("from %(begins)s to %(ends)s") % {
                "begins": rule.season_begins,
                "ends": rule.season_ends,
            }
            lines.append({"label": _("Season for visits"), "value": season})
        return lines

    def clean_team(self) -> list[User]:
        """Return the team as the service takes it."""
        return list(self.cleaned_data["team"])


def _counted(line: workdays.Line) -> str:
    """Return one line of the computation: the day, its number or why it does not count, and whether that is provisional."""
    number = _("no working day") if line.counted is None else str(line.counted)
    words = [f"{line.day:%m-%d}", number, line.name, _("provisional") if line.is_provisional else ""]
    return " ".join(word for word in words if word)


def _first_day(today: datetime.date, days: int) -> datetime.date:
    return add_workdays(today, days).on if days else today
