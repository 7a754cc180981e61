"""What a visitor fills in."""

import contextlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brandcert.awards.enums import ObjectorKind, Relation, Stance
from brandcert.awards.forms import checked_code
from brandcert.awards.models import ConsultationAnswer, NoticeItem, PublicNotice
from brandcert.awards.services import MOST_EVIDENCE
from brandcert.core.lettering import plain
from brandcert.documents.forms import FilesField
from brandcert.feedback.enums import Level, Reason
from brandcert.feedback.services import MOST_CHARACTERS

MOST_BYTES = 5 * 1024 * 1024


LEAST_FACTS: Final = 10
# What a department may answer; silence is noted by the clock.
ANSWERS: Final = (Stance.AGREES, Stance.OBJECTS, Stance.NO_INFORMATION)
# Digits of a telephone number with its area code, as people write it.
_PHONE: Final = re.compile(r"\+?[0-9(][0-9() -]{5,18}[0-9]")


def reachable(text: str) -> None:
    """Refuse a contact that holds neither an e-mail address nor a telephone number."""
    plain_text = unicodedata.normalize("NFKC", text)
    if _PHONE.search(plain_text):
        return
    for one in re.split(r"[\s,;、/:]+", plain_text):
        with contextlib.suppress(forms.ValidationError):
            validate_email(one)
            return
    raise forms.ValidationError(
        _("Enter an e-mail address such as name@example.com, or a telephone number such as 13800000000.")
    )


def told(text: str) -> None:
    """Refuse facts that are too short to be examined."""
    if len(text.strip()) < LEAST_FACTS:
        raise forms.ValidationError(_("Say in at least 10 characters what happened, when and where."))


class DocumentForm(forms.Form):
    """An electronic certificate somebody received."""

    document = forms.FileField(label=_("Electronic certificate (PDF)"), allow_empty_file=False)

    def clean_document(self) -> Any:
        """Refuse what is larger than any certificate."""
        document = self.cleaned_data["document"]
        if document.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB; a certificate never is."))
        return document


class EntryField(forms.ModelChoiceField[NoticeItem]):
    """One entry of a list: chosen from it, or, where it is long, named by its number."""

    def label_from_instance(self, obj: NoticeItem) -> str:
        """Return number, enterprise and product."""
        return f"{obj.position} {obj}"


class ObjectionForm(forms.Form):
    """A real-name objection to one entry of a published list."""

    personal: ClassVar = dict.fromkeys(("name", "contact", "facts"), "awards.objection")
    # A longer list is not sent to a telephone only to choose from.
    MOST_CHOICES: Final = 100

    item = EntryField(
        label=_("Entry you object to"), queryset=NoticeItem.objects.none(), empty_label=_("Please choose")
    )
    kind = forms.ChoiceField(
        label=_("Who objects?"),
        choices=ObjectorKind,
        initial=ObjectorKind.PERSON,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Your real name, or the name of the organisation"),
        max_length=100,
        validators=[plain],
        help_text=_("Only the officer who handles it and the auditor see your name."),
    )
    code = forms.CharField(
        label=_("Unified social credit code of the organisation"),
        max_length=40,
        required=False,
        help_text=_("Only if an organisation objects."),
    )
    contact = forms.CharField(
        label=_("Mobile number or e-mail"),
        max_length=100,
        validators=[reachable],
        help_text=_(
            "The officer asks there if something is unclear. You can confirm it afterwards with a code."
        ),
    )
    relation = forms.ChoiceField(
        label=_("What do you have to do with the matter?"),
        choices=[("", _("Please choose")), *Relation.choices],
    )
    facts = forms.CharField(
        label=_("Facts"),
        max_length=5000,
        validators=[told],
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Say what happened, when and where, and what proves it."),
    )
    evidence = FilesField(label=_("Evidence"), most=MOST_EVIDENCE, required=False)
    consent = forms.BooleanField(
        label=_(
            "What I say is true as far as I know. I agree that the office uses these data to examine the objection."
        ),
        error_messages={"required": _("Without your consent the objection cannot be examined.")},
    )

    def __init__(self, *args: Any, notice: PublicNotice, **kwargs: Any) -> None:
        """Offer the entries of this notice that were not corrected since."""
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        if isinstance(field, EntryField):
            field.queryset = notice.items.filter(is_removed=False, corrections=None).order_by("position")
            if field.queryset.count() > self.MOST_CHOICES:
                field.to_field_name = "position"
                field.widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 1})
                field.help_text = _("Its number on the list.")

    def clean_code(self) -> str:
        """Fold the code and check its last character."""
        is_asked = self.cleaned_data.get("kind") == ObjectorKind.ORGANISATION
        return checked_code(self.cleaned_data["code"], needed=is_asked)


class EvidenceForm(forms.Form):
    """Further evidence of an objection."""

    evidence = FilesField(label=_("Further evidence"), most=MOST_EVIDENCE)


class CodeForm(forms.Form):
    """The code that was sent to the contact."""

    sent_code = forms.CharField(
        label=_("Code you received"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ProgressForm(forms.Form):
    """What stands on the receipt of an application."""

    receipt = forms.CharField(
        label=_("Receipt number"),
        max_length=40,
        help_text=_("Such as JLJP-SQ-2026-000123; of an objection YY-2026-00012."),
    )
    code = forms.CharField(
        label=_("Query code"),
        max_length=40,
        help_text=_("Twelve letters and digits; capitals or not makes no difference."),
    )


class RatingForm(forms.Form):
    """How somebody found the service: one of five, what it is about, words."""

    personal: ClassVar = {"comment": "feedback.rating"}

    level = forms.TypedChoiceField(
        label=_("How satisfied are you with the service?"),
        choices=Level,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five ratings.")},
    )
    reasons = forms.MultipleChoiceField(
        label=_("What is it about?"),
        choices=Reason,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose whatever applies."),
    )
    comment = forms.CharField(
        label=_("What could be better?"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please no names and no telephone numbers: they are not needed."),
    )


class ConsultationForm(forms.Form):
    """What a department says of each enterprise on its list; an enterprise without an answer stays open."""

    def __init__(self, *args: Any, answers: Sequence[ConsultationAnswer], **kwargs: Any) -> None:
        """Make two fields for each enterprise whose answer may still change."""
        super().__init__(*args, **kwargs)
        self.answers = answers
        for one in answers:
            self.fields[f"stance-{one.pk}"] = forms.ChoiceField(
                label=_("Answer"),
                choices=[(stance.value, stance.label) for stance in ANSWERS],
                required=False,
                widget=forms.RadioSelect,
                initial=one.stance,
            )
            self.fields[f"reason-{one.pk}"] = forms.CharField(
                label=_("Reason"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial=one.reason,
                help_text=_("Needed for an objection: the facts and their source."),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of each objection."""
        cleaned: dict[str, Any] = super().clean() or {}
        for one in self.answers:
            is_objection = cleaned.get(f"stance-{one.pk}") == Stance.OBJECTS
            if is_objection and not cleaned.get(f"reason-{one.pk}", "").strip():
                self.add_error(f"reason-{one.pk}", gettext("Please give the reason of the objection."))
        return cleaned

    def given(self) -> dict[int, tuple[str, str]]:
        """Return what was answered, by key, without what did not change."""
        found = {}
        for one in self.answers:
            stance = self.cleaned_data.get(f"stance-{one.pk}", "")
            reason = self.cleaned_data.get(f"reason-{one.pk}", "")
            if stance and (stance, reason.strip()) != (one.stance, one.reason) and one.handled_at is None:
                found[one.pk] = (stance, reason)
        return found
