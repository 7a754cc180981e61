"""What each app adds to the page of a case: how its steps are run, and panels of its own."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Run = Callable[..., Any]
Describe = Callable[[Any], Sequence[Mapping[str, Any]]]
Against = Callable[[Any], Sequence[Text]]
NotBy = Callable[[Any, Any], Any]
PanelContext = Callable[[Any, Any], Mapping[str, Any] | None]
Menu = Callable[[str, Any], Mapping[str, Any]]
Bar = Callable[[Any, Any], str]
Opening = Callable[[Any, Any], HttpResponse | None]


class StepForm(forms.Form):
    """The facts one step asks for; knows the row it is about and the person who fills it in."""

    def __init__(self, *args: Any, row: Any, user: Any, **kwargs: Any) -> None:
        """Keep row and person for querysets, choices and checks of the subclass."""
        self.row, self.user = row, user
        super().__init__(*args, **kwargs)

    def groups(self) -> Sequence[Mapping[str, Any]]:
        """Return the fields as a dense list {title, lines: [{field, given, note, tick}]}; without groups each stands for itself."""
        return ()

    def beforehand(self) -> Sequence[Mapping[str, Any]]:
        """Return what has to be known before the form is filled in, as a summary list {label, value}."""
        return ()

    def preview(self) -> Mapping[str, Any] | None:
        """Return {title, lead, groups: [{title, rows}]} to be read before the step is taken; None takes it at once.

        Asked of a valid form only. What was entered is sent again with the confirmation, so a form that takes
        files has no preview.
        """
        return None


class ReasonForm(StepForm):
    """Asks for the written reason that the step needs."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 5}))


@dataclass(frozen=True, slots=True)
class Step:
    """How the desk takes a step or another act: the service, its form, and for acts without a transition the button."""

    run: Run | None = None
    form: type[forms.Form] | None = None
    propose: Run | None = None
    label: Text = ""
    tone: str = "plain"
    when: Callable[[Any], bool] = field(default=lambda _row: True)
    describe: Describe | None = None
    against: Against = field(default=lambda _row: ())
    not_by: NotBy = field(default=lambda _row, _user: None)


@dataclass(frozen=True, slots=True)
class Panel:
    """A section that an app adds to the page of another app's case."""

    template: str
    context: PanelContext


_steps: Final[dict[str, Step]] = {}
_panels: Final[dict[str, list[Panel]]] = defaultdict(list)
_acts: Final[dict[str, Text]] = {}
_menus: Final[list[Menu]] = []
_bars: Final[list[Bar]] = []
_openings: Final[list[Opening]] = []


def register_step(
    action: str,
    *,
    run: Run | None = None,
    form: type[forms.Form] | None = None,
    propose: Run | None = None,
    label: Text = "",
    tone: str = "plain",
    when: Callable[[Any], bool] | None = None,
    describe: Describe | None = None,
    against: Against | None = None,
    not_by: NotBy | None = None,
) -> None:
    """Tell how the desk carries out `app.model.step`: `run(row, by=user, **cleaned)`; `now` and `today` are added when asked for.

    A two-person step is proposed instead: by `propose(row, by=user, **cleaned)`, without one by
    `approvals.propose`. An act that is no transition needs a `label` and may be limited by
    `when(row)`; `against(row)` says why its button is off for now, in sentences. `describe(approval)` gives the {label, value} lines the second person reads before
    approving; without it they are the details under the labels of the form; `not_by(row, user)` says why this person may not,
    beside the rule of the action, or gives None. Raises ValueError when the action is registered twice.
    """
    if action in _steps:
        raise ValueError(f"{action} is registered twice")
    _steps[action] = Step(
        run,
        form,
        propose,
        label,
        tone,
        when or (lambda _row: True),
        describe,
        against or (lambda _row: ()),
        not_by or (lambda _row, _user: None),
    )
    if label:
        name_act(action, label)


def step_of(action: str) -> Step | None:
    """Return what was registered for the action."""
    return _steps.get(action)


def acts_of(model: str) -> Mapping[str, Step]:
    """Return the registered acts of a model that bring a button of their own, by action."""
    return {
        action: step for action, step in _steps.items() if step.label and action.rpartition(".")[0] == model
    }


def register_panel(model: str, template: str, context: PanelContext) -> None:
    """Add a section to the page of each row of `app.model`: the template gets what `context(row, user)` returns, None hides it."""
    _panels[model].append(Panel(template, context))


def panels_of(model: str) -> Sequence[Panel]:
    """Return the panels of a model in the order of registration."""
    return tuple(_panels.get(model, ()))


def register_menu(menu: Menu) -> Menu:
    """Add acts for many rows to lists: `menu(app.model, user)` returns {name: (function, name, words)} as Django's actions."""
    _menus.append(menu)
    return menu


def menu_of(model: str, user: Any) -> dict[str, Any]:
    """Return what this person can do for many rows of the list at once."""
    return {name: act for menu in _menus for name, act in menu(model, user).items()}


def register_bar(bar: Bar) -> Bar:
    """Put something above every list: `bar(page, request)` returns what is drawn for this person, empty for nothing."""
    _bars.append(bar)
    return bar


def bars_of(page: Any, request: Any) -> list[str]:
    """Return what stands above the list."""
    return [drawn for bar in _bars if (drawn := bar(page, request))]


def register_opening(opening: Opening) -> Opening:
    """Decide where a list leads when it is opened: `opening(page, request)` returns an answer instead of the list, or None."""
    _openings.append(opening)
    return opening


def opening_of(page: Any, request: Any) -> HttpResponse | None:
    """Return what is answered instead of the list, or None."""
    return next((found for opening in _openings if (found := opening(page, request)) is not None), None)


def name_act(action: str, label: Text) -> None:
    """Tell under which words the history shows an act that is no transition."""
    _acts[action] = label


def act_label(action: str) -> Text:
    """Return the words of an act, or nothing when no app named it."""
    return _acts.get(action, "")


def call(function: Run, row: Any, *, by: Any, details: Mapping[str, Any]) -> Any:
    """Call a service with the clock it asks for: `now` and `today` are passed only to those that take them."""
    wanted = inspect.signature(function).parameters
    clock: dict[str, Any] = {}
    if "now" in wanted:
        clock["now"] = timezone.now()
    if "today" in wanted:
        clock["today"] = timezone.localdate()
    return function(row, by=by, **clock, **details)
