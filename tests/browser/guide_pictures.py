"""Takes the pictures of docs/curating.md into `static/img/guide`: `python -m tests.browser.guide_pictures`. They are
pages of the admin with the opening catalogue, in Chromium, as WebP."""

import json
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium
from tests.browser.icons import IMAGES
from tests.browser.site import STAFF, started
from tests.server import python

WIDTH, HEIGHT, AROUND, MOST_BYTES, QUALITY = 1_000, 640, 16, 60_000, 0.8
LAY = f"""
import json
from django.contrib.auth.models import User
from tests.browser import staff_rows
print(json.dumps(staff_rows.pictured(User.objects.get(username={STAFF["username"]!r}))))
"""
# Chromium writes WebP from a canvas alone.
AS_WEBP = """async ([png, quality]) => {
  const picture = await createImageBitmap(await (await fetch(png)).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}"""


def take(page: Page, sheet: Page, name: str, selector: str) -> None:
    """The part of a page that begins with an element, as a file. Raises ValueError for a file that is too large."""
    top = page.locator(selector).first.bounding_box()["y"] - AROUND
    content = page.locator("#content").bounding_box()
    height = min(HEIGHT, content["y"] + content["height"] - top)
    png = page.screenshot(full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": height})
    webp = sheet.evaluate(AS_WEBP, [f"data:image/png;base64,{b64encode(png).decode()}", QUALITY])
    data = b64decode(webp.partition(",")[2])
    if len(data) > MOST_BYTES:
        raise ValueError(f"{name}.webp has {len(data):,} bytes.")
    folder = IMAGES / "guide"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.webp").write_bytes(data)


def sign_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(STAFF["username"])
    page.get_by_label("Password").fill(STAFF["password"])
    page.get_by_role("button", name="Log in").click()
    page.locator("#user-tools").wait_for()


def change_many(page: Page) -> None:
    """The preview of a change of many records."""
    page.goto("/admin/resources/resource/?kind=checklist")
    page.get_by_role("link", name="that match…").click()
    page.get_by_label("Add tags").fill("youth")
    page.get_by_role("button", name="Show what changes").click()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as site, sync_playwright() as playwright:
        shown = json.loads(python(LAY, site.env).splitlines()[-1])
        browser = playwright.chromium.launch(
            executable_path=chromium.find(playwright.chromium.executable_path), args=["--no-sandbox", "--disable-gpu"]
        )
        sheet = browser.new_page()
        page = browser.new_page(base_url=site.url, viewport={"width": WIDTH, "height": HEIGHT})
        sign_in(page)
        for name, (address, selector) in shown.items():
            page.goto(address)
            take(page, sheet, name, selector)
        change_many(page)
        take(page, sheet, "bulk", "#content > h1")
        browser.close()


if __name__ == "__main__":
    main()
