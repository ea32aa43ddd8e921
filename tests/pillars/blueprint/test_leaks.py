"""Items nobody has read in a source, and discarded ones, appear nowhere on the public site."""

import pytest

from tests.factories import make_focus_area, make_item, make_pillar, make_practice, make_resource
from tests.test_nothing_leaks import STARTS, visit

pytestmark = pytest.mark.django_db

SECRET = "quagga"


@pytest.mark.parametrize("state", ["to-check", "discarded"])
def test_works_on_every_page(client, state):
    pillar, area = make_pillar(name="Trust"), make_focus_area(name="Leadership")
    practice = make_practice(directions=["helps"])
    shown = make_item(number="1.5.1", pillar=pillar, practices=[practice], plain_title="Walk", focus_areas=[area])
    hidden = [
        make_item(
            number=number,
            pillar=pillar,
            practices=[practice],
            focus_areas=[area],
            state=state,
            statement=f"Ask the {SECRET}.",
            plain_title=f"The {SECRET}",
            question=f"Where is the {SECRET}?",
            first_step=f"Find a {SECRET}.",
        )
        for number in ("1.5.2", "1.6")
    ]
    make_resource(title="A guide", pillars=[pillar], focus_areas=[area], items=[shown, *hidden])
    starts = [*STARTS, "/blueprint/", "/blueprint/?for=community", "/blueprint/?who=anyone", "/blueprint.csv"]
    seen = visit(client, [*starts, "/blueprint/evidence/", "/practices/", "/blueprint/1.5.2/", "/blueprint/1.6/"])
    assert "/blueprint/1.5.1/" in seen
    assert "/practices/foot-patrol/" in seen
    for address, page in seen.items():
        assert SECRET not in page.lower(), address
    for item in hidden:
        assert client.get(item.get_absolute_url()).status_code == 404
