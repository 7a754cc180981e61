"""The style guide: addresses, for tests only, that draw the shared templates with samples."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as product
from tests.browser import samples

PORTAL = """{% extends "portal/base.html" %}{% load looks %}{% block title %}样例{% endblock %}
{% block content %}<h1>松原粳米（长粒香）</h1>{% include "components/spine.html" with steps=spine %}
{% include "components/banner.html" with tone="amber" title="需要补正 1 项" text="说明" deadline="请在 2026-12-06 前完成" action_url="#main" action_label="去补正" %}
{% include "components/banner.html" with tone="red" title="红" %}{% include "components/banner.html" with tone="green" title="绿" %}{% include "components/banner.html" with title="蓝" %}
<div class="columns"><div><div class="row-between"><h2>申报内容</h2>{% include "components/progress.html" with done=1 total=6 %}</div>{% include "components/task_list.html" %}
<section class="card-box"><h2>核对</h2><div class="card-body">{% include "components/summary_list.html" %}</div></section>
<section class="card-box"><h2>材料</h2>{% include "components/file_list.html" %}</section>{% include "components/pagination.html" %}
<p>{% for tone in tones %}{% tag "状态" tone %} {% endfor %}{% icon "award" label="奖" %}</p>
{% include "components/empty.html" with title="还没有申报" text="从办事指南开始。" action_url="/" action_label="开始" %}
<div class="confirmation"><h2>已提交</h2><p class="number">JLJP-SQ-2026-000131</p></div></div>
<aside><section class="card-box"><h2>动态</h2><div class="card-body">{% include "components/timeline.html" %}</div></section>{% include "components/help.html" %}</aside></div>{% endblock %}"""
FORM = """{% extends "portal/base.html" %}{% load looks %}{% block title %}表单{% endblock %}{% block width %}wrap-form{% endblock %}
{% block content %}<h1>表单</h1><form method="post" novalidate data-guard>{% csrf_token %}{% for bound in form %}{% field bound %}{% endfor %}
<div class="actions"><button class="button button-primary">保存并继续</button><button class="button button-danger">删除</button><button class="button" disabled>不可用</button></div></form>{% endblock %}"""
VERDICTS = ("valid", "suspended", "revoked", "expired", "cancelled", "superseded", "unknown", "unavailable")
TONES = ("green", "blue", "amber", "red", "grey", "plain", "none")


def verdict(name: str, *, typo: bool = False) -> dict[str, Any]:
    """Return the context of one answer of the register."""
    known = name not in {"unknown", "unavailable"}
    return {
        "query": "JLJP-N-2026-0001",
        "verdict": name,
        "typo": typo,
        "checked_at": samples.NOON,
        "certificate": samples.CERTIFICATE if known else None,
        "history": [{"at": samples.DAY, "text": "颁发"}] if known else [],
        "since": samples.DAY if name in {"suspended", "revoked"} else None,
        "ground": "监督抽查不合格" if name == "suspended" else "",
        "replaced_by": {"number": "JLJP-N-2026-0009", "url": "#main"},
        "qr_url": "/static/brandcert/mark.svg",
        "pdf_url": "#main" if known else "",
        "report_url": "#main",
    }


COMPONENTS: dict[str, Any] = {
    "spine": samples.STEPS,
    "sections": samples.SECTIONS,
    "events": samples.EVENTS,
    "rows": samples.ROWS,
    "files": samples.FILES,
    "page_obj": samples.PAGE,
    "crumbs": samples.CRUMBS,
    "tones": TONES,
}
LISTED = {"enterprise": "示例公司", "product": "粳米", "category": "吉林农特", "division": "松原市"}
HOME: dict[str, Any] = {
    "figures": [{"label": "有效证书", "value": 12}],
    "notices": [samples.NOTICE],
    "batch": {"title": "第 2 批申报", "text": "三类", "left": "还剩 28 个工作日", "url": "#main"},
}
ENTRY: dict[str, Any] = {
    "number": "JLJP-N-2026-0001",
    "url": "#main",
    "holder": "示例公司",
    "product": "冰酒",
    "category": "吉林农特",
    "division": "通化市",
    "valid_to": samples.DAY,
    "status_label": "有效",
    "tone": "green",
}
Drawn = dict[str, tuple[str, dict[str, Any]]]


def public_pages() -> Drawn:
    """Return the pages everyone may read, the register's answers included."""
    listing = {"form": samples.Sheet(), "rows": [ENTRY], "page_obj": samples.PAGE}
    drawn: Drawn = {
        "home": ("public/home.html", HOME),
        "verify": ("public/verify.html", {"upload_form": samples.Sheet(), "upload_url": "/"}),
        "mistyped": ("public/verify.html", verdict("unknown", typo=True)),
        "notices": ("public/notices.html", {"notices": [samples.NOTICE], "page_obj": samples.PAGE}),
        "notice": (
            "public/notice.html",
            {"notice": samples.NOTICE, "rows": [LISTED], "objection_url": "#main", "page_obj": samples.PAGE},
        ),
        "directory": ("public/directory.html", listing),
        "nothing-found": ("public/directory.html", {"form": samples.Sheet(), "rows": []}),
    }
    return drawn | {name: ("public/verify.html", verdict(name)) for name in VERDICTS}


def pages() -> Drawn:
    """Return every page of the guide: template (a name, or the text itself) and context."""
    score = samples.score_context()
    return public_pages() | {
        "portal": (PORTAL, COMPONENTS),
        "form": (FORM, {"form": samples.Sheet()}),
        "form-refused": (FORM, {"form": samples.Sheet({})}),
        "403": ("403.html", {"request_id": "a1b2"}),
        "404": ("404.html", {"request_id": "a1b2"}),
        "500": ("500.html", {"request_id": "a1b2"}),
        "desk": ("admin/index.html", samples.QUEUE),
        "case": ("admin/case.html", samples.CASE),
        "score": ("admin/score.html", score),
        "score-locked": ("admin/score.html", {**score, "read_only": True}),
    }


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Draw one page of the guide."""
    if name not in pages():
        raise Http404
    template, context = pages()[name]
    if template.startswith("{%"):
        return HttpResponse(engines["django"].from_string(template).render(context, request))
    return render(request, template, context)


urlpatterns = [*product, path("style-guide/<str:name>/", page)]
