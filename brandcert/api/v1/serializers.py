"""The shapes of the machine interface."""

from typing import Any

from rest_framework import serializers

from brandcert.awards import queries
from brandcert.certificates.enums import PUBLIC, CertificateStatus
from brandcert.programs.enums import CategoryKey
from brandcert.register.enums import TitleEnd

STATES = [str(state) for state in PUBLIC]
TITLE_STATES = (str(CertificateStatus.ACTIVE), str(CertificateStatus.EXPIRED), *TitleEnd.values)


class ProblemSerializer(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    invalid_params = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class StatusPeriodSerializer(serializers.Serializer[Any]):
    """From when to when a certificate had a status; `to` is empty while it lasts, `ground` is a code."""

    status = serializers.ChoiceField(choices=STATES)
    to = serializers.DateTimeField(allow_null=True)
    ground = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which is a word of the language."""
        fields = dict(super().get_fields())
        began = {"from": serializers.DateTimeField()}
        return {"status": fields["status"], **began, "to": fields["to"], "ground": fields["ground"]}


class CertificateSerializer(serializers.Serializer[Any]):
    """An entry of the register. `valid` is the answer for the date `on`; `status` alone never is."""

    number = serializers.CharField()
    status = serializers.ChoiceField(choices=STATES)
    valid = serializers.BooleanField()
    on = serializers.DateField()
    holder = serializers.CharField()
    credit_code = serializers.CharField()
    category = serializers.ChoiceField(choices=CategoryKey.values)
    product = serializers.CharField()
    scope = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    decision_number = serializers.CharField()
    issued_on = serializers.DateField()
    status_history = StatusPeriodSerializer(many=True)
    replaced_by = serializers.CharField(allow_null=True)
    sha256 = serializers.CharField()


class CertificatePageSerializer(serializers.Serializer[Any]):
    """One page of the register."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CertificateSerializer(many=True)


class BulkQuestionSerializer(serializers.Serializer[Any]):
    """The certificates somebody asks for, and the date; today without one."""

    numbers = serializers.ListField(
        child=serializers.CharField(max_length=100), allow_empty=False, max_length=200
    )
    on = serializers.DateField(required=False)


class BulkLineSerializer(serializers.Serializer[Any]):
    """What the register says of one number; without a status it knows none."""

    asked = serializers.CharField()
    number = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=STATES, allow_null=True)
    valid = serializers.BooleanField()
    valid_to = serializers.DateField(allow_null=True)


class BulkStatusSerializer(serializers.Serializer[Any]):
    """What the register says of many numbers, in the order in which they were asked."""

    on = serializers.DateField()
    results = BulkLineSerializer(many=True)


class LegacyTitleSerializer(serializers.Serializer[Any]):
    """A title of earlier years, from an old list: no document and no signature of this register stands behind it."""

    number = serializers.CharField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=TITLE_STATES)
    within_dates = serializers.BooleanField()
    signed = serializers.BooleanField()
    on = serializers.DateField()
    holder = serializers.CharField()
    credit_code = serializers.CharField()
    category = serializers.CharField()
    product = serializers.CharField()
    brand = serializers.CharField()
    division = serializers.CharField()
    awarded_by = serializers.CharField()
    decision_number = serializers.CharField()
    awarded_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    entered_on = serializers.DateTimeField()


class LegacyTitlePageSerializer(serializers.Serializer[Any]):
    """One page of the titles of earlier years."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = LegacyTitleSerializer(many=True)


class NoticeEntrySerializer(serializers.Serializer[Any]):
    """An enterprise and its product on a published list."""

    position = serializers.IntegerField()
    enterprise = serializers.CharField(source="enterprise_name")
    product = serializers.CharField(source="product_name")
    category = serializers.CharField(source="category_key")
    unit = serializers.CharField(source="unit_name")
    state = serializers.SerializerMethodField()

    def get_state(self, item: Any) -> str:
        """Return what became of the entry."""
        return queries.state_of(item) or "proposed"


class NoticeSerializer(serializers.Serializer[Any]):
    """A public notice with begin and end, its correction if any, and its first entries."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    batch = serializers.CharField()
    published_on = serializers.DateField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    is_provisional = serializers.BooleanField()
    corrects = serializers.IntegerField(source="corrects_id", allow_null=True)
    reason = serializers.CharField()
    sha256 = serializers.CharField()
    entries_count = serializers.IntegerField()
    entries_url = serializers.CharField()
    entries = NoticeEntrySerializer(many=True)


class EntryPageSerializer(serializers.Serializer[Any]):
    """One page of the entries of a notice."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = NoticeEntrySerializer(many=True)


class AnnouncementEntrySerializer(serializers.Serializer[Any]):
    """An enterprise and its product as they were announced."""

    enterprise = serializers.CharField(source="enterprise_name")
    product = serializers.CharField(source="product_name")
    category = serializers.CharField()
    division = serializers.CharField(source="division_name")


class AnnouncementSerializer(serializers.Serializer[Any]):
    """An announcement of awards, or of the withdrawal of an earlier announcement."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.CharField()
    batch = serializers.CharField()
    issued_on = serializers.DateField()
    issuing_body = serializers.CharField()
    decision = serializers.CharField(source="decision.number", default=None, allow_null=True)
    withdraws = serializers.CharField(source="withdraws.number", default=None, allow_null=True)
    reason = serializers.CharField()
    entries = AnnouncementEntrySerializer(many=True, source="entries.all")


class AnnouncementPageSerializer(serializers.Serializer[Any]):
    """One page of the announcements."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = AnnouncementSerializer(many=True)


class NoticePageSerializer(serializers.Serializer[Any]):
    """One page of the public notices."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = NoticeSerializer(many=True)
