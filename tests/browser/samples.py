"""What the pages of the style guide show: every component in every state, with names that are made up."""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator

DAY = datetime.date(2026, 11, 23)
NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)


class Sheet(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="产品名称", help_text="与包装一致，不含商标。")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), ("N", "吉林农特")])
    signed_on = forms.DateField(label="签发日期", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="说明", widget=forms.Textarea, required=False)
    route = forms.ChoiceField(
        label="申报方式", choices=[("1", "推荐单位推荐"), ("2", "自荐")], widget=forms.RadioSelect
    )
    report = forms.FileField(label="检验报告", help_text="PDF、JPG 或 PNG。", required=False)
    pledge = forms.BooleanField(label="我承诺材料真实、完整")


STEPS = [
    {"title": "申报提交", "state": "done", "note": "11-20"},
    {"title": "专家评审", "state": "current", "note": "需补正", "tone": "red"},
    {"title": "现场核查", "state": "todo", "note": "约 20 个工作日"},
    {"title": "认定发证", "state": "stopped"},
]
SECTIONS = [
    {
        "title": "主体与产品",
        "tasks": [
            {"title": f"任务{status}", "url": "#main", "hint": "说明文字", "status": status}
            for status in ("done", "doing", "todo", "optional", "blocked", "fix")
        ],
    },
]
EVENTS = [
    {
        "at": NOON,
        "title": "要求补正",
        "text": "一次性告知。",
        "tone": "amber",
        "documents": [{"title": "补正通知书", "url": "#main"}],
    },
    {"at": DAY, "title": "提交申报", "tone": "green"},
    {"promised": DAY, "title": "专家评审结束"},
]
ROWS = [
    {"label": "企业名称", "value": "松原示例米业股份有限公司", "change_url": "#main"},
    {"label": "英文名称", "value": "", "change_url": "#main", "note": "选填"},
]
FILES = [
    {"title": "报告.pdf", "url": "#main", "hint": "4 页", "kind": "pdf", "status": "已核验", "tone": "green"},
    {
        "title": "照片.jpg",
        "hint": "860 KB",
        "kind": "image",
        "status": "存疑",
        "tone": "amber",
        "remove_url": "/",
    },
]
PAGE = Paginator(range(230), 20).page(5)
CRUMBS = [{"title": "我的申报", "url": "/"}, {"title": "JLJP-SQ-2026-000131"}]
NOTICE = {
    "title": "2026 年第 1 批拟认定名单公示",
    "number": "吉品公示〔2026〕1号",
    "kind": "拟认定公示",
    "url": "#main",
    "starts": NOON,
    "ends": NOON,
    "left": "还剩 4 天",
    "open": True,
    "paragraphs": ["现予公示。"],
}
CERTIFICATE = {
    "title": "山葡萄冰酒",
    "holder": "通化示例酒业有限公司",
    "number": "JLJP-N-2026-0001",
    "facts": [
        {"label": "证书编号", "value": "吉精品（农）〔2026〕0001号"},
        {"label": "范围", "value": "375 mL 瓶装，冰红、冰白 2 个规格", "wide": True},
    ],
}
DESK: dict[str, Any] = {
    "has_permission": True,
    "is_nav_sidebar_enabled": True,
    "site_url": "/",
    "nav_groups": [
        {
            "title": "我的工作",
            "items": [
                {"url": "#1", "title": "待评任务", "icon": "journal-check", "count": 1, "active": True},
                {"url": "#2", "title": "公示与异议", "icon": "megaphone", "count": 3, "quiet": True},
                {"url": "#3", "title": "企业"},
            ],
        },
    ],
}
CASE: dict[str, Any] = {
    **DESK,
    "title": "松原粳米",
    "case": {
        "title": "松原粳米（长粒香）",
        "number": "JLJP-SQ-2026-000131",
        "status_label": "已推荐",
        "tone": "blue",
        "facts": ["吉林农特"],
        "steps": STEPS,
    },
    "crumbs": CRUMBS,
    "state_version": 3,
    "alerts": [
        {
            "tone": "amber",
            "title": "核查已过期",
            "text": "请重新核查。",
            "action_url": "#1",
            "action_label": "去核查",
        }
    ],
    "actions": [
        {"name": "accept", "label": "受理", "tone": "primary", "url": "/", "blockers": ()},
        {
            "name": "refuse",
            "label": "不予受理",
            "tone": "danger",
            "url": "/",
            "form_url": "#1",
            "blockers": (),
        },
        {"name": "panel", "label": "组成专家组", "tone": "", "url": "/", "blockers": ("至少 3 人。",)},
    ],
    "sections": [
        {"title": "内容", "rows": ROWS},
        {"title": "材料", "files": FILES},
        {"title": "评审", "table": {"head": ["专家", "状态"], "rows": [["1 号", "已锁定"]]}},
    ],
    "clock": {
        "label": "受理期限",
        "due": DAY,
        "left": "还剩 5 个工作日",
        "tone": "amber",
        "provisional": True,
        "lines": [{"date": DAY, "text": "第 1 个工作日"}],
    },
    "people": [{"role": "经办", "name": "示例"}],
    "documents": FILES[:1],
    "history": EVENTS,
}
QUEUE = {
    **DESK,
    "title": "我的工作",
    "figures": [
        {"label": "今日到期", "value": 2, "url": "#1", "tone": "amber"},
        {"label": "已逾期", "value": 1, "tone": "red"},
        {"label": "在办", "value": 31},
    ],
    "queues": [
        {
            "title": "我的待办",
            "url": "#1",
            "count": 2,
            "hint": "按期限排序",
            "rows": [
                {
                    "title": "松原粳米",
                    "url": "#2",
                    "facts": ["JLJP-SQ-2026-000131", "松原示例米业"],
                    "due": DAY,
                    "left": "今天到期",
                    "tone": "red",
                },
                {
                    "title": "冰酒",
                    "url": "#3",
                    "facts": [],
                    "due": DAY,
                    "left": "还剩 3 个工作日",
                    "tone": "amber",
                },
            ],
        },
        {"title": "本组待办", "count": 0, "rows": []},
    ],
}
CRITERIA = (("A1", "执行标准", 12, "11"), ("A2", "实施证据", 8, "4"), ("B1", "追溯能力", 40, ""))


SCORE: dict[str, Any] = {
    **DESK,
    "title": "评分表",
    "crumbs": CRUMBS,
    "case": {"title": "长白山鲜人参", "category": "吉林农特", "number": "JLJP-SQ-2026-000128", "facts": []},
    "summary": {
        "deadline": DAY,
        "left": "还剩 4 个工作日",
        "scored": 2,
        "count": 3,
        "total": 15,
        "pending": 40,
        "maximum": 60,
        "gate": 42,
    },
    "evidence": [
        {
            "no": 1,
            "title": "检验报告",
            "hint": "4 页",
            "status": "已核验",
            "tone": "green",
            "url": "?evidence=1",
            "current": True,
        }
    ],
    "preview": {
        "title": "检验报告",
        "evidence": 1,
        "page": 2,
        "pages": 4,
        "url": "/static/brandcert/mark.svg",
        "large_url": "#2",
        "alt": "第 2 页",
        "before": "?evidence=1&page=1#evidence",
        "after": "?evidence=1&page=3#evidence",
        "download_url": "#1",
    },
    "evidence_count": 1,
    "autosave_url": "#3",
    "can_submit": False,
    "submit_blockers": ["还有 1 项未评。"],
    "back_url": "#1",
}


def criterion(form: forms.Form, code: str, name: str, maximum: int, points: str) -> dict[str, Any]:
    """Return one criterion with its two fields, which are added to the form."""
    form.fields[f"points-{code}"] = forms.DecimalField(required=False, initial=points or None)
    form.fields[f"reason-{code}"] = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 1}))
    form.fields[f"cite-{code}"] = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"data-cite": ""})
    )
    return {
        "code": code,
        "name": name,
        "cite": form[f"cite-{code}"],
        "clash": {"words": "另一窗口已保存：3.00", "mark": "1"} if code == "A2" else None,
        "guide": "说明",
        "maximum": maximum,
        "points": form[f"points-{code}"],
        "reason": form[f"reason-{code}"],
        "percent": round(100 * int(points) / maximum) if points else None,
        "low": points == "4",
        "chips": [{"label": "佐证 1", "url": "?evidence=1"}],
    }


def score_context() -> dict[str, Any]:
    """Return a half-filled sheet: one criterion well, one below 60 %, one not scored."""
    form = forms.Form()
    criteria = [criterion(form, *facts) for facts in CRITERIA]
    form.fields["remark"] = forms.CharField(label="综合意见", required=False, widget=forms.Textarea)
    dimensions = [
        {"code": "A", "name": "标准先进", "maximum": 20, "sum": "15.00", "criteria": criteria[:2]},
        {"code": "B", "name": "质量卓越", "maximum": 40, "sum": None, "criteria": criteria[2:]},
    ]
    return {**SCORE, "dimensions": dimensions, "extra_fields": [form["remark"]]}
