"""Ask axe-core what a person with a disability would stumble over on a page."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed is not listed place by place, style sheets are not fetched a second time: no rule of ours asks for them.
RUN = """(rules) => axe.run(document, {
  runOnly: rules, resultTypes: ["violations"], selectors: false, preload: {assets: ["media"]},
})"""


def violations(page: Page) -> list[str]:
    """List the violations on the page as it stands, one line each: rule, impact, the first place.

    The script goes in by `evaluate`: a script tag would be stopped by our own content security policy.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN, RULES)
    return [
        f"{fault['id']} ({fault['impact']}, {len(fault['nodes'])}×): {fault['nodes'][0]['html'][:200]}"
        for fault in found["violations"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window; 0 where nobody has to scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
