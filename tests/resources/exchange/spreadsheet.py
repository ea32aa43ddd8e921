"""The spreadsheet of three hundred rows that staff bring in: most are new, some wrong, some in already."""

from tests.factories import make_focus_area, make_pillar, make_publisher, make_resource, make_topic
from tests.icpr.lib.exchange.workbooks import xlsx

HEADS = ["Title", "Type", "Description", "Publisher", "Date", "Link", "Evidence", "Pillar", "Focus area", "Topic"]
MEANT = ["title", "kind", "annotation", "publishers", "issued", "official_url", "address_evidence", "pillars"]
MEANT += ["focus_areas", "topics"]
OWN_PAGE = "The publisher's own page"
BAD = {  # row → column and what stands there
    11: ("Type", "Leaflet"),
    12: ("Link", "not an address"),
    13: ("Title", ""),
    14: ("Date", "some time ago"),
    15: ("Pillar", "Seventh pillar"),
}
UNKNOWN = {41: "Drones", 42: "drones", 43: "Horses"}
SAME_ADDRESS, SAME_TITLE, MUCH_ALIKE = range(51, 54), range(54, 57), range(57, 59)
SUBJECTS = ["traffic stops", "crisis response", "school safety", "patrol dogs", "body cameras", "use of force"]
KINDS = ["report", "guide", "checklist", "study", "toolkit"]


def title_of(row: int) -> str:
    return f"{SUBJECTS[row % 6].capitalize()} in county number {row}: a working paper"


def address_of(row: int) -> str:
    return f"https://press.example.org/papers/{row}"


def lay() -> None:
    """What the library holds before: the terms, and the eight records that are in the file again."""
    placed = {"pillars": [make_pillar(name="Trust")], "focus_areas": [make_focus_area(name="Leadership")]}
    publisher = make_publisher(name="County Press")
    make_topic(name="Patrol")
    for row in SAME_ADDRESS:
        address = {"official_url": f"{address_of(row)}/", "address_evidence": "own-page"}
        make_resource(title=f"Quite another name {row}", publishers=[publisher], **address, **placed)
    for row in SAME_TITLE:
        make_resource(title=title_of(row).upper(), **placed)
    for row in MUCH_ALIKE:
        make_resource(title=title_of(row).replace("working", "workin"), **placed)


def cells_of(row: int) -> dict[str, str]:
    """What stands in a row of the spreadsheet, under its heads."""
    said = [title_of(row), KINDS[row % 5], f"What county {row} tried.", "County Press", "2019-05", address_of(row)]
    cells = dict(zip(HEADS, [*said, OWN_PAGE, "Trust", "Leadership", "Patrol"], strict=True))
    cells |= dict([BAD[row]]) if row in BAD else {}
    return cells | ({"Topic": UNKNOWN[row]} if row in UNKNOWN else {})


def workbook(number: int = 300) -> bytes:
    return xlsx([HEADS, *(list(cells_of(row).values()) for row in range(2, number + 2))])
