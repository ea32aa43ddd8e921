"""The pictures a link to a page is shown with elsewhere, drawn ahead by `make icons`: one for each section."""

from django.templatetags.static import static

from icpr.lib.http.site import absolute

WIDTH, HEIGHT = 1_200, 630
SIX = "Six columns, one for each pillar of 21st-century policing, on one base line"
# Name of the file in `static/img/cards` → what is drawn, for those who do not see it.
PICTURES = {
    **dict.fromkeys(
        ("home", "resources", "blueprint", "model-policies", "police-chief", "collections", "plan"), f"{SIX}."
    ),
    **{f"pillar-{number}": f"{SIX}; the column of pillar {number} stands out." for number in range(1, 7)},
}


def address_of(name: str) -> str:
    """The full address of a picture. Raises KeyError for a name that none has."""
    PICTURES[name]
    return absolute(static(f"img/cards/{name}.png"))
