"""Whether a page is for everyone: no barrier axe-core can find, no sideways scroll, in every light."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLORS = OPTIONS | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
LIGHTS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced-colors": {"forced_colors": "active"},
}
UNSET = {"color_scheme": "light", "forced_colors": "none"}
# Another light changes colors alone, and a width changes few of them: each light is looked at on one width.
WIDTHS = {320: ("light", "dark"), 1280: ("light", "forced-colors")}
# The admin fades from one color to the next.
# Brought to their ends, not waited for: a page that Chromium does not draw, as behind another, never comes to them.
SETTLED = """() => document.getAnimations().forEach(animation =>
    animation.effect.getComputedTiming().endTime === Infinity ? animation.cancel() : animation.finish())"""


def is_for_everyone(page: Page, width: int, said: str = "", **options: object) -> None:
    """Make the page so wide and look at it in the lights of that width, of one that is not in `WIDTHS` in light. Fails
    with what axe-core finds and with what was `said`. options: of axe-core, beside ours."""
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{said} {width} px"
    for light in WIDTHS.get(width, ("light",)):
        page.emulate_media(**UNSET | LIGHTS[light])
        page.evaluate(SETTLED)
        rules = OPTIONS if light == "light" else COLORS
        assert barriers(page, rules | options) == [], f"{said} {width} px, {light}"


def barriers(page: Page, options: dict = OPTIONS) -> list[tuple[str, str, str]]:
    """What axe-core finds wrong: the rule, the element, what would mend it."""
    rules = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], node["html"], node["failureSummary"]) for rule in rules for node in rule["nodes"]]
