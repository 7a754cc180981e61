"""Choices that describe programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CategoryKey(models.TextChoices):
    """The three categories (类别)."""

    MANUFACTURING = "MANUFACTURING", _("Jilin Manufacturing")  # 吉林制造
    AGRICULTURE = "AGRICULTURE", _("Jilin Agricultural Specialities")  # 吉林农特
    SERVICES = "SERVICES", _("Jilin Services")  # 吉林服务


class Route(models.TextChoices):
    """The way from the enterprise to the province."""

    UNIT = "unit", _("through the recommending unit")  # 市州推荐
    COUNTY = "county", _("through county and recommending unit")  # 县→市→省
    GUILD = "guild", _("through an association")  # 协会推荐
    SELF = "self", _("self-nomination")  # 自荐


# The routes on which somebody recommends before the province decides.
RECOMMENDED_ROUTES = (Route.UNIT, Route.COUNTY, Route.GUILD)


class Majority(models.TextChoices):
    """How many votes carry an item in the committee."""

    SIMPLE = "simple", _("more than half")  # 过半数
    TWO_THIRDS = "two_thirds", _("two thirds")  # 三分之二


class TieRule(models.TextChoices):
    """What happens when as many vote for an item as against it."""

    LOST = "lost", _("not carried")
    CHAIR = "chair", _("the vote of the chair decides")
    DEFERRED = "deferred", _("deferred")


class CriterionStage(models.TextChoices):
    """Where a criterion is judged: on the documents or on site."""

    DOCUMENTS = "D", _("documents")
    SITE = "S", _("on site")


class CriterionKind(models.TextChoices):
    """Whether a criterion follows from a record or is judged."""

    OBJECTIVE = "o", _("objective")
    JUDGED = "j", _("judged")


class QuestionSection(models.TextChoices):
    """The pages of an application, in the order of its task list."""

    SUBJECT = "subject", _("Particulars of the applicant")
    PRODUCT = "product", _("About the product")
    STANDARDS = "standards", _("Standards and quality")
    EVIDENCE = "evidence", _("Metrology, standards, testing, certification")
    INNOVATION = "innovation", _("Innovation and intellectual property")
    RIGHTS = "rights", _("Patents, honours and marks")
    BRAND = "brand", _("Brand and results")
    RESPONSIBILITY = "responsibility", _("Social responsibility")


class AnswerKind(models.TextChoices):
    """What an answer is, and so how it is read and checked."""

    TEXT = "text", _("line of text")
    LONG = "long", _("text of several lines")
    INTEGER = "integer", _("whole number")
    DECIMAL = "decimal", _("number with decimals")
    YEAR = "year", _("year")
    PAST_YEAR = "past_year", _("year that has begun")
    DATE = "date", _("date")
    PAST_DATE = "past_date", _("date that is not in the future")
    CHOICE = "choice", _("one of several")
    PHONE = "phone", _("telephone number")
    EMAIL = "email", _("e-mail address")
    STANDARD = "standard", _("number of a standard")  # 标准编号
    PATENT = "patent", _("number of a patent")  # 专利号
    LABORATORY = "laboratory", _("number of a laboratory's qualification")  # CMA、CNAS 编号
    FILE = "file", _("one of the files handed in")
    ROWS = "rows", _("list of entries")


class CorrectionScope(models.TextChoices):
    """What is published again when a public notice has to be corrected (更正公示)."""

    ITEMS = "items", _("only the entries concerned")
    LIST = "list", _("the whole list")
