"""Draws the icons of `static/img` from the mark of the favicon: `python -m tests.browser.icons`."""

import re
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium

IMAGES = Path(__file__).parents[2] / "static" / "img"
SIZES = (180, 192, 512)
GROUND, MARK = "#15213a", "#f4f2ea"
# The mark keeps to the middle: systems cut icons to circles and to squares with round corners.
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 36 36">
<rect width="36" height="36" fill="{ground}"/>
<path transform="translate(6.84 6.84) scale(.62)" fill="{mark}" d="{shape}"/></svg>"""


def shape() -> str:
    """The path of the favicon's mark, in a square of 36."""
    return re.search(r' d="([^"]+)"', (IMAGES / "favicon.svg").read_text())[1]


def drawing(size: int) -> str:
    """The icon as SVG of so many pixels each way."""
    return DRAWING.format(size=size, ground=GROUND, mark=MARK, shape=shape())


def mark(size: int) -> str:
    """The mark alone, in the color of its surroundings."""
    return f'<svg width="{size}" height="{size}" viewBox="0 0 36 36"><path fill="currentColor" d="{shape()}"/></svg>'


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(playwright.chromium.executable_path), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for size in SIZES:
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(f"<body style='margin:0;line-height:0'>{drawing(size)}")
            page.screenshot(path=IMAGES / f"icon-{size}.png")
        browser.close()


if __name__ == "__main__":
    main()
