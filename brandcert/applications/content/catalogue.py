"""The sections of each category. Their keys are stored and named in correction notices: they never change."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from brandcert.applications.content.fields import Field, Kind, Section, Words
from brandcert.enterprises.enums import SizeClass
from brandcert.programs.enums import CategoryKey

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)
YUAN: Final = _("10,000 yuan")
PERCENT: Final = _("%")
YES_NO: Final = (("yes", _("Yes")), ("no", _("No")))

SUBJECT_KEY: Final = "subject"
SUBJECT: Final = Section(
    SUBJECT_KEY,
    _("Particulars of the applicant"),
    _(
        "Name, credit code and division come from your registration. The contact person is told about every step."
    ),
    (
        Field("legal_representative", _("Legal representative")),
        Field(
            "established_on",
            _("Date of establishment"),
            Kind.DATE,
            hint=_("As on the licence, such as 2012-05-18."),
        ),
        Field("size_class", _("Size"), Kind.CHOICE, choices=tuple(SizeClass.choices)),
        Field("employees", _("Employees"), Kind.INTEGER, least=Decimal(1), unit=_("people")),
        Field(
            "main_business",
            _("Main business"),
            Kind.LONG,
            hint=_("What you make or offer, in a few sentences."),
            length=500,
        ),
        Field("contact_name", _("Contact person")),
        Field("contact_phone", _("Telephone of the contact person"), Kind.PHONE),
        Field("contact_email", _("E-mail of the contact person"), Kind.EMAIL, required=False),
    ),
)

_MADE: Final = (
    Field(
        "description",
        _("Description of the product"),
        Kind.LONG,
        hint=_("Use, main properties and what sets it apart."),
    ),
    Field("place_of_production", _("Place of production"), hint=_("County or district and site.")),
    Field(
        "on_market_since",
        _("On the market since"),
        Kind.YEAR,
        least=Decimal(1900),
        most=Decimal(2100),
        hint=_("Year, such as 2016."),
    ),
)
PRODUCT: Final = {
    CategoryKey.MANUFACTURING: Section(
        "product",
        _("About the product"),
        _("One application is about one product. Its name and model are chosen in “Product”."),
        (
            *_MADE,
            Field("annual_output", _("Output of last year"), hint=_("With its unit, such as 12,000 t.")),
            Field(
                "key_figures",
                _("Key figures"),
                Kind.LONG,
                hint=_("Measured values beside the declared and the advanced ones."),
            ),
        ),
    ),
    CategoryKey.AGRICULTURE: Section(
        "product",
        _("About the product"),
        _("One application is about one product. Its name and grade are chosen in “Product”."),
        (
            *_MADE,
            Field("variety", _("Variety or breed")),
            Field(
                "base_area", _("Growing area or herd"), hint=_("With its unit, such as 3,200 mu or 850 head.")
            ),
            Field("annual_output", _("Output of last year"), hint=_("With its unit, such as 12,000 t.")),
            Field("geographical_indication", _("Geographical indication"), required=False),
            Field(
                "traceability", _("Traceability"), Kind.LONG, hint=_("How a buyer can trace a package back.")
            ),
        ),
    ),
    CategoryKey.SERVICES: Section(
        "product",
        _("About the service"),
        _("One application is about one service. Its name and scope are chosen in “Service”."),
        (
            Field(
                "description",
                _("Description of the service"),
                Kind.LONG,
                hint=_("For whom, how it runs, what sets it apart."),
            ),
            Field("places", _("Places where it is offered"), Kind.LONG, length=500),
            Field(
                "on_market_since",
                _("Offered since"),
                Kind.YEAR,
                least=Decimal(1900),
                most=Decimal(2100),
                hint=_("Year, such as 2016."),
            ),
            Field("customers", _("Customers of last year"), Kind.INTEGER, least=ZERO, unit=_("people")),
            Field("season", _("Season"), required=False, hint=_("If it is not offered all year round.")),
        ),
    ),
}

_STANDARD: Final = (
    Field("standard", _("Standard applied"), hint=_("Number and name, such as DB22/T 1234-2024.")),
    Field(
        "standard_level",
        _("Level of the standard"),
        Kind.CHOICE,
        choices=(
            ("international", _("international standard")),
            ("national", _("national standard")),
            ("industry", _("industry standard")),
            ("local", _("local standard")),
            ("group", _("group standard")),
            ("enterprise", _("enterprise standard")),
        ),
    ),
    Field(
        "self_declared",
        _("Declared in public"),
        Kind.CHOICE,
        choices=YES_NO,
        hint=_("On the national platform for enterprise standards."),
    ),
    Field("drafting", _("Part in drafting standards"), Kind.LONG, required=False),
)
STANDARDS: Final = {
    CategoryKey.SERVICES: Section(
        "standards",
        _("Standards and service quality"),
        _("What you promise, and how you know that it is kept."),
        (
            *_STANDARD,
            Field(
                "promise",
                _("Service promise"),
                Kind.LONG,
                hint=_("What you promise customers in public and how it is redeemed."),
            ),
            Field(
                "satisfaction",
                _("Satisfaction by a third party"),
                Kind.DECIMAL,
                least=ZERO,
                most=HUNDRED,
                unit=PERCENT,
            ),
            Field(
                "complaints_solved",
                _("Complaints solved"),
                Kind.DECIMAL,
                least=ZERO,
                most=HUNDRED,
                unit=PERCENT,
            ),
        ),
    ),
}
_QUALITY: Final = Section(
    "standards",
    _("Standards and quality"),
    _("Which standard the product meets, and how you keep it there."),
    (
        *_STANDARD,
        Field(
            "quality_system",
            _("Quality management"),
            Kind.LONG,
            hint=_("Systems in place, who answers for quality."),
        ),
        Field("failed_sampling", _("Failed sampling within three years"), Kind.CHOICE, choices=YES_NO),
        Field("after_sales", _("After-sales service and complaints"), Kind.LONG, required=False),
    ),
)

_PATENTS: Final = Field(
    "invention_patents", _("Invention patents in force"), Kind.INTEGER, least=ZERO, unit=_("items")
)
_OTHER_RIGHTS: Final = Field("other_rights", _("Other intellectual property"), Kind.LONG, required=False)
INNOVATION: Final = {
    CategoryKey.MANUFACTURING: Section(
        "innovation",
        _("Innovation and intellectual property"),
        _("Figures of the last three years, as in your annual accounts."),
        (
            Field(
                "rnd_share",
                _("Research and development, share of revenue"),
                Kind.DECIMAL,
                least=ZERO,
                most=HUNDRED,
                unit=PERCENT,
            ),
            _PATENTS,
            Field("platforms", _("Research platforms and first sets"), Kind.LONG, required=False),
            _OTHER_RIGHTS,
        ),
    ),
    CategoryKey.AGRICULTURE: Section(
        "innovation",
        _("Innovation and intellectual property"),
        _("Varieties, methods and rights behind the product."),
        (
            Field("techniques", _("Varieties, growing and processing methods"), Kind.LONG),
            Field("support", _("Scientific and technical support"), Kind.LONG, required=False),
            _OTHER_RIGHTS,
        ),
    ),
    CategoryKey.SERVICES: Section(
        "innovation",
        _("Innovation and intellectual property"),
        _("What is new about the service, and what protects it."),
        (
            Field("design", _("Service design and digital offers"), Kind.LONG),
            Field("training", _("Training of the staff"), Kind.LONG, required=False),
            _OTHER_RIGHTS,
        ),
    ),
}

BRAND: Final = Section(
    "brand",
    _("Brand and results"),
    _("Amounts in 10,000 yuan. The year before last comes first."),
    (
        Field(
            "brand_story",
            _("The brand"),
            Kind.LONG,
            hint=_("Since when, for whom, and how it is looked after."),
        ),
        Field(
            "market",
            _("Position in the market"),
            Kind.LONG,
            hint=_("Share or rank with its source."),
            length=500,
        ),
        Field("revenue_3", _("Revenue three years ago"), Kind.DECIMAL, least=ZERO, unit=YUAN),
        Field("revenue_2", _("Revenue two years ago"), Kind.DECIMAL, least=ZERO, unit=YUAN),
        Field("revenue_1", _("Revenue of last year"), Kind.DECIMAL, least=ZERO, unit=YUAN),
        Field("tax_1", _("Profit and tax of last year"), Kind.DECIMAL, required=False, unit=YUAN),
        Field("exports_1", _("Exports of last year"), Kind.DECIMAL, required=False, least=ZERO, unit=YUAN),
        Field("honours", _("Honours and certificates"), Kind.LONG, required=False),
    ),
)

_DUTIES: Final = (
    Field(
        "safety",
        _("Safety and environment"),
        Kind.LONG,
        hint=_("How you keep to the rules; accidents of three years."),
    ),
    Field(
        "green", _("Green operation"), Kind.LONG, required=False, hint=_("Energy, water, packing, carbon.")
    ),
)
_DUTY_INTRO: Final = _("What the region and the people gain.")
RESPONSIBILITY: Final = {
    CategoryKey.MANUFACTURING: Field(
        "local_supply", _("Local suppliers and partners"), Kind.LONG, required=False
    ),
    CategoryKey.AGRICULTURE: Field(
        "farmers", _("Farming families taken along"), Kind.INTEGER, least=ZERO, unit=_("households")
    ),
    CategoryKey.SERVICES: Field(
        "local_jobs", _("Local jobs and barrier-free access"), Kind.LONG, required=False
    ),
}


def sections_of(category: CategoryKey | str) -> tuple[Section, ...]:
    """Return the sections an application of the category has, in the order of the task list."""
    key = CategoryKey(category)
    return (
        SUBJECT,
        PRODUCT[key],
        STANDARDS.get(key, _QUALITY),
        INNOVATION[key],
        BRAND,
        Section("responsibility", _("Social responsibility"), _DUTY_INTRO, (*_DUTIES, RESPONSIBILITY[key])),
    )


def section_of(category: CategoryKey | str, key: str) -> Section | None:
    """Return one section of the category, or None when it has none of that name."""
    return next((section for section in sections_of(category) if section.key == key), None)


def fields_of(category: CategoryKey | str) -> Iterator[tuple[str, Section, Field]]:
    """Go through all questions of the category as `section.field`, section, field."""
    for section in sections_of(category):
        for field in section:
            yield f"{section.key}.{field.key}", section, field


def field_at(category: CategoryKey | str, path: str) -> Field | None:
    """Return the question at `section.field`, or None."""
    return next((field for place, _section, field in fields_of(category) if place == path), None)


def label_of(category: CategoryKey | str, path: str) -> Words:
    """Return the words of the question at `section.field`, or the path itself when it is unknown."""
    field = field_at(category, path)
    return path if field is None else field.label
