"""Tags that draw."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from brandcert.core.templatetags import looks


class Sheet(forms.Form):
    """Two fields, and a fault of the whole."""

    name = forms.CharField(label="Name")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")], widget=forms.RadioSelect)

    def clean(self) -> dict[str, object]:
        """Refuse."""
        raise forms.ValidationError("together wrong")


def drawn(text: str, **context: object) -> str:
    return Template("{% load looks %}" + text).render(Context(context))


def test_every_stored_icon_can_be_drawn_and_is_hidden_from_screen_readers() -> None:
    names = [path.stem for path in looks.ICONS.glob("*.svg")]
    assert len(names) >= 40
    assert all('aria-hidden="true"' in looks.icon(name) and "<path" in looks.icon(name) for name in names)


def test_an_icon_shown_again_and_again_is_drawn_once_a_page(rf: RequestFactory) -> None:
    twice = '{% shared_icon "award" %}|{% shared_icon "award" %}'
    request = rf.get("/")
    first, second = drawn(twice, request=request).split("|")
    assert '<g id="icon-award"><path' in first
    assert '<use href="#icon-award"/>' in second
    assert "<path" not in second
    # Another copy of the menu on the same page points there too; without a page each one stands alone.
    assert "<path" not in drawn(twice, request=request)
    assert "<use" not in drawn(twice)


def test_an_icon_with_a_label_is_an_image_of_that_name() -> None:
    assert 'role="img" aria-label="a &lt;b&gt;"' in looks.icon("award", label="a <b>")


@pytest.mark.parametrize("name", ["nothing", "../../secret", ""])
def test_an_icon_that_is_not_stored_is_an_error(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        looks.icon(name)


@pytest.mark.parametrize(("code", "html"), [("zh-hans", "zh-Hans"), ("en", "en"), ("pt-br", "pt-BR")])
def test_languages_are_written_as_html_wants_them(code: str, html: str) -> None:
    assert looks.html_lang(code) == html
    with translation.override(code):
        assert looks.html_lang() == html


def test_labels_are_escaped_and_an_unknown_state_is_grey() -> None:
    class Thing:
        status = "brand-new"

    assert looks.draw_tag("<b>", "green") == '<span class="tag tag-green">&lt;b&gt;</span>'
    assert looks.status_tag(Thing()) == '<span class="tag tag-grey">brand-new</span>'


def test_only_an_active_certificate_is_green() -> None:
    ended = ("draft", "suspended", "revoked", "cancelled", "expired", "superseded", "void")
    assert looks.TONES["active"] == "green"
    assert "green" not in {looks.TONES[status] for status in ended}


def test_error_lines_name_the_field_and_its_place_in_the_order_of_the_page() -> None:
    lines = looks.error_lines(Sheet({}))
    assert [(line["id"], line["label"]) for line in lines] == [
        ("id_name", "Name"),
        ("id_kind", "Kind"),
        ("", ""),
    ]
    assert lines[-1]["message"] == "together wrong"


def test_forms_not_sent_yet_and_nothing_at_all_have_no_errors() -> None:
    assert looks.error_lines(Sheet()) == []
    assert looks.error_lines(None) == []
    assert "error-summary" not in drawn("{% error_summary form %}", form=Sheet())


def test_errors_of_a_formset_lead_to_the_fields_of_its_rows() -> None:
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "x", "form-0-kind": "a"}
    lines = looks.error_lines(formset_factory(Sheet)(data))
    assert [line["id"] for line in lines] == ["", "id_form-1-name", "id_form-1-kind", ""]


def test_navigation_marks_where_the_visitor_is_and_leaves_out_what_does_not_exist() -> None:
    class Request:
        path = "/verify/x/"

    assert 'aria-current="page"' in drawn('{% nav_link "no:route" "/verify/" "V" %}', request=Request())
    assert "aria-current" not in drawn('{% nav_link "no:route" "/" "H" exact=True %}', request=Request())
    assert drawn('{% nav_link "no:route" "" "N" %}', request=Request()) == ""


def test_long_lists_show_the_ends_and_the_neighbourhood() -> None:
    assert looks.page_numbers(Paginator(range(100), 5).page(10)) == [1, 0, 9, 10, 11, 0, 20]


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(42, 60, "70.00"), (None, 60, "0"), (5, 0, "0"), (90, 60, "100.00")]
)
def test_parts_are_written_for_a_drawing(part: object, whole: object, shown: str) -> None:
    assert looks.percent_of(part, whole) == shown


def test_what_cannot_be_done_is_picked_with_its_reasons() -> None:
    possible, blocked = {"name": "a", "blockers": ()}, {"name": "b", "blockers": ("why",)}
    assert looks.blocked_actions([possible, blocked]) == [blocked]
    assert looks.blocked_actions(None) == []
