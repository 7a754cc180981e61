"""What people choose about their messages, and what staff type into the texts of notices."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from brandcert.core.templatetags.looks import html_lang
from brandcert.notifications.enums import Channel


class SettingsForm(forms.Form):
    """Language and channels of one person."""

    use_required_attribute = False
    language = forms.ChoiceField(
        label=_("Language of messages, mails and texts"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )
    by_email = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    by_sms = forms.BooleanField(label=_("Tell me by text message"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the languages of the site, each in its own words; the default one for whoever has not chosen."""
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [(code, _own_name(code)) for code, _name in settings.LANGUAGES]
        self.initial["language"] = self.initial.get("language") or settings.LANGUAGE_CODE


def _own_name(code: str) -> SafeString:
    """Return the language's name for itself, marked as being in that language."""
    return format_html('<span lang="{}">{}</span>', html_lang(code), get_language_info(code)["name_local"])


class TextForm(forms.Form):
    """The words of one notice; what they may hold is decided by the service."""

    use_required_attribute = False
    subject = forms.CharField(
        label=_("Subject"),
        error_messages={"required": _("Write a text.")},
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    body = forms.CharField(
        label=_("Text"),
        error_messages={"required": _("Write a text.")},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField tall"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, channel: str, language: str, **kwargs: Any) -> None:
        """Ask for a subject where the channel has one; what is typed is in the language of the text."""
        super().__init__(*args, **kwargs)
        for name in ("subject", "body"):
            self.fields[name].widget.attrs["lang"] = html_lang(language)
        if channel == Channel.SMS:
            del self.fields["subject"]
            self.fields["body"].widget.attrs |= {"rows": 4, "class": "vLargeTextField"}
