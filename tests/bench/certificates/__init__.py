"""Making certificates, beside plain WeasyPrint, a browser per document, and the cheapest drawing of the same page."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import django
from django.apps import apps

from tests.processes import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

ARMS: Final = ("naive", "naive_signed", "product", "product_signed", "direct_signed")


def run(*, small: bool) -> dict[str, Any]:
    """Measure every arm, interleaved in one process; ratios are medians over the rounds, of processor time.

    A browser is a process of its own, so that it and its opposite number are compared by the clock. Memory and the bulk
    issue are measured in processes of their own.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    if not apps.ready:
        django.setup()
    from tests.bench.certificates import bulk

    found = pages(rounds=2 if small else 5, count=2 if small else 10)
    found |= memory(first=10 if small else 1000, last=20 if small else 2000, weighed=10 if small else 500)
    return found | bulk.run(count=24 if small else 1000)


def pages(*, rounds: int, count: int) -> dict[str, Any]:
    """Compare the ways to one page."""
    from brandcert.certificates import rendering
    from brandcert.documents.signing import fill_signature
    from tests.bench.certificates import direct, faces, naive
    from tests.bench.certificates.signing import reserved

    def product_signed(number: int) -> bytes:
        return rendering.render_signed(faces.facts(number), faces.signer(), signed_at=faces.SIGNED_AT)

    arms: dict[str, Callable[[int], bytes]] = {
        "naive": lambda number: naive.weasyprint(faces.facts(number)),
        "naive_signed": lambda number: naive.sign(naive.weasyprint(faces.facts(number))),
        "product": lambda number: rendering.render(faces.facts(number)),
        "product_signed": product_signed,
        "direct_signed": lambda number: direct.draw(faces.facts(number), is_signed=True),
    }
    for arm in arms.values():
        arm(0)
    plain, prepared = rendering.render(faces.facts(1)), reserved(faces.facts(1))
    arms |= {
        "simple_sign": lambda _number: naive.sign(plain),
        "sign": lambda _number: fill_signature(prepared, faces.signer()),
    }
    settle()
    cpu: dict[str, list[float]] = {name: [] for name in arms}
    wall: dict[str, list[float]] = {"chromium": [], "product_signed": []}
    for place in range(rounds):
        numbers = range(place * count + 1, (place + 1) * count + 1)
        for name, arm in arms.items():
            cpu[name].append(spent(arm, numbers, time.process_time))
        few = numbers[: max(1, count // 3)]
        wall["chromium"].append(
            spent(lambda number: naive.chromium(faces.facts(number)), few, time.perf_counter)
        )
        wall["product_signed"].append(spent(product_signed, few, time.perf_counter))
    return {
        "naive_over_product": ratio(cpu["naive"], cpu["product"]),
        "naive_over_product_signed": ratio(cpu["naive_signed"], cpu["product_signed"]),
        "chromium_over_product_signed": ratio(wall["chromium"], wall["product_signed"]),
        "product_over_direct_signed": ratio(cpu["product_signed"], cpu["direct_signed"]),
        "sign_simple_over_product": ratio(cpu["simple_sign"], cpu["sign"]),
        "size_kb": round(len(product_signed(1)) / 1000, 1),
        "product_signed_ms": round(statistics.median(cpu["product_signed"]) * 1000, 1),
    }


def settle() -> None:
    """Do what a worker does after its first page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def spent(arm: Callable[[int], bytes], numbers: range, clock: Callable[[], float]) -> float:
    """Return the seconds one document takes."""
    begun = clock()
    for number in numbers:
        arm(number)
    return (clock() - begun) / len(numbers)


def ratio(upper: list[float], lower: list[float]) -> float:
    """Return the median of the ratios of the rounds."""
    return round(statistics.median(a / b for a, b in zip(upper, lower, strict=True)), 2)


def memory(*, first: int, last: int, weighed: int) -> dict[str, float]:
    """Weigh a worker that was forked from a warmed parent, and say what it gains between two numbers of certificates."""
    command = [sys.executable, "-m", "tests.bench.certificates.weighing", str(weighed), str(first), str(last)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
