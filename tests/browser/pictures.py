"""Draws the pictures of `static/img/cards`, which a link to a page is shown with elsewhere: `python -m
tests.browser.pictures`. Each is the site's own look, 1,200 by 630 pixels: the six pillars on their base line."""

import json
from base64 import b64encode
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.icons import IMAGES, mark

ROOT = Path(__file__).parents[2]
WIDTH, HEIGHT = 1_200, 630
MOST_BYTES = 60_000
LEFT, APART, BASE = 692, 72, 520  # of the columns
# Name → title and what stands above it; pillars come from the fixtures.
SECTIONS = {
    "home": ("What builds trust between police and the people they serve", ""),
    "resources": ("Policy papers, reports, training and practice", "The library"),
    "blueprint": ("What the Task Force asked for, and what research found", "Blueprint"),
    "model-policies": ("Model policies and the papers that explain them", "Policy papers"),
    "police-chief": ("What agencies tried and learned", "From the field: Police Chief"),
    "collections": ("A few works for one need, and why each is there", "Collections"),
    "plan": ("Choose, say who and by when, follow how far you are", "A plan of your own"),
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
{fonts}
{tokens}
:root {{ color-scheme: light }}
body {{ margin: 0; width: 1200px; height: 630px; background: var(--paper); color: var(--ink); position: relative }}
header {{ position: absolute; left: 64px; right: 64px; top: 56px; padding-bottom: 28px;
  border-bottom: 4px solid var(--rule); display: flex; gap: 18px; align-items: center;
  font: 600 29px/1.1 "Public Sans" }}
small {{ display: block; margin-top: 5px; font-size: 19px; font-weight: 400; color: var(--ink-soft) }}
main {{ position: absolute; left: 64px; top: 196px; width: {width}px }}
p {{ margin: 0 0 16px; font: 600 25px/1.2 "Public Sans"; color: {color} }}
h1 {{ margin: 0; font: 600 {size}px/1.12 "Source Serif 4"; letter-spacing: -.01em; text-wrap: balance }}
svg.columns {{ position: absolute; left: 0; top: 0 }}
</style><header>{mark}<span>ICPR Resource Library<small>Institute for Community-Police Relations</small></span></header>
<svg class="columns" width="1200" height="630">{columns}</svg>
<main>{above}<h1>{title}</h1></main>"""


def fonts() -> str:
    faces = {"Source Serif 4": "source-serif-4-latin", "Public Sans": "public-sans-latin"}
    return "\n".join(
        f'@font-face {{ font-family: "{name}"; font-weight: 200 900; src: url(data:font/woff2;base64,{data}) }}'
        for name, file in faces.items()
        for data in [b64encode((ROOT / "static" / "fonts" / f"{file}.woff2").read_bytes()).decode()]
    )


def pillars() -> list[dict]:
    rows = json.loads((ROOT / "fixtures" / "01_frame.json").read_text())
    return [row["fields"] for row in rows if row["model"] == "pillars.pillar"]


def column(pillar: dict, *, is_shown: bool) -> str:
    """A column in its hue, of which only the outline is left where another pillar is meant."""
    x, hue = LEFT + APART * (pillar["number"] - 1), f"var(--hue-{pillar['hue']})"
    shaft = hue if is_shown else f"color-mix(in oklab, {hue} 18%, var(--paper))"
    flute = f"color-mix(in oklab, {hue} {'70' if is_shown else '34'}%, var(--paper))"
    flutes = f"M{x + 12} 250v{BASE - 276}M{x + 36} 250v{BASE - 276}"
    number = f'<text x="{x + 24}" y="{BASE - 128}" text-anchor="middle" fill="{"#fff" if is_shown else hue}"'
    return (
        f'<path fill="{shaft}" d="M{x} 238h48v{BASE - 252}h-48z"/>'
        f'<path fill="none" stroke="{flute}" stroke-width="3" d="{flutes}"/>'
        f'<path fill="{hue}" d="M{x - 8} 224h64v14h-64zM{x - 8} {BASE - 14}h64v14h-64z"/>'
        f'<circle cx="{x + 24}" cy="{BASE - 137}" r="19" fill="{hue if is_shown else "var(--paper)"}"/>'
        f"{number} style=\"font: 700 25px 'Public Sans'\">{pillar['number']}</text>"
    )


def page(title: str, above: str, shown: set[int], color: str) -> str:
    """The picture as a page. shown: the numbers of the pillars drawn whole."""
    columns = "".join(column(pillar, is_shown=pillar["number"] in shown) for pillar in pillars())
    base = f'<path fill="var(--rule)" d="M660 {BASE}h460v10h-460zM644 {BASE + 10}h492v12h-492z"/>'
    return PAGE.format(
        fonts=fonts(),
        tokens=(ROOT / "static" / "css" / "tokens.css").read_text(),
        mark=mark(60),
        columns=columns + base,
        above=f"<p>{escape(above)}</p>" if above else "",
        title=escape(title),
        color=color,
        size=62 if len(title) < 48 else 54,
        width=560,
    )


def pictures() -> dict[str, str]:
    """Each picture as a page, by its name."""
    every = {pillar["number"] for pillar in pillars()}
    drawn = {name: page(title, above, every, "var(--ink-soft)") for name, (title, above) in SECTIONS.items()}
    for pillar in pillars():
        number, color = pillar["number"], f"var(--hue-{pillar['hue']})"
        drawn[f"pillar-{number}"] = page(pillar["name"], f"Pillar {number}", {number}, color)
    return drawn


def main() -> None:
    """Raises ValueError for a picture that became too large to be sent along with a link."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(playwright.chromium.executable_path), args=["--no-sandbox", "--disable-gpu"]
        )
        sheet = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, drawn in pictures().items():
            sheet.set_content(drawn)
            sheet.evaluate("document.fonts.ready")
            bytes_of = sheet.screenshot(path=IMAGES / "cards" / f"{name}.png")
            if len(bytes_of) > MOST_BYTES:
                raise ValueError(f"{name}.png has {len(bytes_of):,} bytes.")
        browser.close()


if __name__ == "__main__":
    main()
