from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.core.management import call_command

from icpr.lib.css_bundle import ADMIN_SHEET, IMPORT, SHEET, packed, written_out

BLOCKS = Path(settings.BASE_DIR, "static/css")


def test_works():
    files = {"a.css": "a { color: red }\n", "p.css": "p { margin: 0 }\n", "f.css": "@font-face {}\n"}
    sheet = '@layer x;\n@import url("f.css");\n@import url("a.css") layer(x);\n@import url("p.css") layer(x) print;\n'
    assert written_out(sheet, files.__getitem__) == (
        "@layer x;\n@font-face {}\n\n@layer x {\na { color: red }\n}\n\n"
        "@media print {\n@layer x {\np { margin: 0 }\n}\n}\n\n"
    )


def imported(sheet: str) -> set[str]:
    return {found["path"] for found in IMPORT.finditer(Path(find(sheet)).read_text())}


def test_every_block_is_in_the_sheet():
    own = {path.relative_to(BLOCKS).as_posix() for path in BLOCKS.rglob("*.css")} - {"site.css"}
    own -= {path.name for path in BLOCKS.glob("admin*.css")}  # the admin loads its own
    of_staff = {path.relative_to(BLOCKS).as_posix() for path in BLOCKS.glob("admin/*.css")}
    assert own - of_staff == imported(SHEET)
    assert of_staff == imported(ADMIN_SHEET)


def test_what_is_sent_is_packed():
    sheet = """/* A comment,
    of two lines. */
.a,
.b > .c {
  margin: 0 1px; /* why */
  font-family: "A  B",
    serif;
}

@media print {
  .a {
    color: red;
  }
}
"""
    sent = '.a,.b > .c {margin: 0 1px;font-family: "A  B",serif;}@media print {.a {color: red;}}\n'
    assert packed(sheet) == sent
    assert packed(sent) == sent


def test_collected_sheet_is_one_request(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "icpr.lib.css_bundle.OneSheetStorage"}}
    for _ in range(2):  # the second time over what the first has left
        call_command("collectstatic", interactive=False, verbosity=0)
    [of_staff] = tmp_path.glob("css/admin.*.css")
    assert "@import" not in of_staff.read_text()
    [sheet] = tmp_path.glob("css/site.*.css")
    assert "@import" not in sheet.read_text()
    assert "@layer blocks {" in sheet.read_text()
    assert len(Path(f"{sheet}.br").read_bytes()) < 18_000
