"""The fifty states and the District of Columbia, each with its place on a map of tiles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """`code`: as the postal service has it. `column` and `row`: of its tile, from the north-west, from 0."""

    code: str
    name: str
    column: int
    row: int

    @property
    def label(self) -> str:
        return self.name


# A dot is no state. The rows are those of the tile map usual in newsrooms, which keeps neighbors together.
MAP = """
AK . . . . . . . . . ME
. . . . . WI . . . VT NH
WA ID MT ND MN IL MI . NY MA .
OR NV WY SD IA IN OH PA NJ CT RI
CA UT CO NE MO KY WV VA MD DE .
. AZ NM KS AR TN NC SC DC . .
. . . OK LA MS AL GA . . .
HI . . TX . . . . FL . .
"""
NAMES = (
    "AK Alaska;AL Alabama;AR Arkansas;AZ Arizona;CA California;CO Colorado;CT Connecticut;DC District of Columbia;"
    "DE Delaware;FL Florida;GA Georgia;HI Hawaii;IA Iowa;ID Idaho;IL Illinois;IN Indiana;KS Kansas;KY Kentucky;"
    "LA Louisiana;MA Massachusetts;MD Maryland;ME Maine;MI Michigan;MN Minnesota;MO Missouri;MS Mississippi;MT Montana;"
    "NC North Carolina;ND North Dakota;NE Nebraska;NH New Hampshire;NJ New Jersey;NM New Mexico;NV Nevada;NY New York;"
    "OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;"
    "TX Texas;UT Utah;VA Virginia;VT Vermont;WA Washington;WI Wisconsin;WV West Virginia;WY Wyoming"
)
PLACES = {
    code: (column, row)
    for row, line in enumerate(MAP.strip().splitlines())
    for column, code in enumerate(line.split())
    if code != "."
}
STATES = {
    code: State(code, name, *PLACES[code])
    for code, name in sorted((entry.split(" ", 1) for entry in NAMES.split(";")), key=lambda pair: pair[1])
}
BY_WORD = {word.casefold(): state for state in STATES.values() for word in (state.code, state.name, f"{state.code}.")}


def state_of(agency: str) -> State | None:
    """The state that stands behind the last comma of an agency's name, in full or as its two letters; None if none."""
    _, comma, last = agency.rpartition(",")
    return BY_WORD.get(last.strip().casefold()) if comma else None
