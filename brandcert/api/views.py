"""The description of the machine interface: our own page, drawn from the schema without a script."""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from brandcert.api.v1 import words

KINDS: Final = {
    "string": gettext_lazy("text"),
    "integer": gettext_lazy("whole number"),
    "boolean": gettext_lazy("true or false"),
    "object": gettext_lazy("object"),
    "date": gettext_lazy("date (YYYY-MM-DD)"),
    "date-time": gettext_lazy("date and time (ISO 8601)"),
    "uri": gettext_lazy("address"),
}


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show every address with its parameters and answers, and the shapes they are made of."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # the library has no types
    operations = [
        _operation(path, method, told)
        for path, methods in schema["paths"].items()
        for method, told in methods.items()
    ]
    shapes = [
        {"name": name, "text": words.SHAPES.get(name, ""), "fields": _fields(told)}
        for name, told in schema["components"]["schemas"].items()
        if told.get("properties")
    ]
    context = {"operations": operations, "shapes": shapes, "schema_url": reverse("api:schema")}
    return render(request, "public/api_docs.html", context)


def _operation(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": told["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": told.get("summary", ""),
        "text": told.get("description", ""),
        "parameters": [
            {
                "name": parameter["name"],
                "place": parameter["in"],
                "kind": _kind(parameter["schema"]),
                "required": parameter.get("required", False),
                "text": parameter.get("description", ""),
            }
            for parameter in told.get("parameters", ())
        ],
        "answers": [
            {"status": status, "kind": _answer(answer), "text": words.ANSWERS.get(status, "")}
            for status, answer in told["responses"].items()
        ],
    }


def _answer(answer: dict[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        return _kind(content["schema"])
    return ""


def _fields(told: dict[str, Any]) -> list[dict[str, Any]]:
    required = set(told.get("required", ()))
    return [
        {
            "name": name,
            "kind": _kind(shape),
            "required": name in required,
            "text": words.FIELDS.get(name, ""),
        }
        for name, shape in told["properties"].items()
    ]


def _kind(shape: dict[str, Any]) -> str:
    """Return a shape in a few words."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    for key in ("allOf", "oneOf"):
        if key in shape:
            return " | ".join(_kind(part) for part in shape[key])
    if shape.get("type") == "array":
        return _("list of %(kind)s") % {"kind": _kind(shape["items"])}
    if "enum" in shape:
        return " | ".join(json.dumps(value) for value in shape["enum"])
    kind = str(KINDS.get(shape.get("format") or shape.get("type", ""), shape.get("type", "")))
    return _("%(kind)s or null") % {"kind": kind} if shape.get("nullable") else kind
