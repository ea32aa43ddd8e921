from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.core.management import call_command

from icpr.lib.css_bundle import IMPORT, SHEET, written_out

BLOCKS = Path(settings.BASE_DIR, "static/css")


def test_works():
    files = {"a.css": "a { color: red }\n", "p.css": "p { margin: 0 }\n", "f.css": "@font-face {}\n"}
    sheet = '@layer x;\n@import url("f.css");\n@import url("a.css") layer(x);\n@import url("p.css") layer(x) print;\n'
    assert written_out(sheet, files.__getitem__) == (
        "@layer x;\n@font-face {}\n\n@layer x {\na { color: red }\n}\n\n"
        "@media print {\n@layer x {\np { margin: 0 }\n}\n}\n\n"
    )


def test_every_block_is_in_the_sheet():
    imported = {found["path"] for found in IMPORT.finditer(Path(find(SHEET)).read_text())}
    own = {path.relative_to(BLOCKS).as_posix() for path in BLOCKS.rglob("*.css")} - {"site.css"}
    own -= {path.name for path in BLOCKS.glob("admin*.css")}  # the admin loads its own
    assert own == imported


def test_collected_sheet_is_one_request(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "icpr.lib.css_bundle.OneSheetStorage"}}
    for _ in range(2):  # the second time over what the first has left
        call_command("collectstatic", interactive=False, verbosity=0)
    [sheet] = tmp_path.glob("css/site.*.css")
    assert "@import" not in sheet.read_text()
    assert "@layer blocks {" in sheet.read_text()
    assert len(Path(f"{sheet}.br").read_bytes()) < 10_000
