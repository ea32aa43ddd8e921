"""A small library in which each address of the API finds something."""

from tests.factories import (
    make_author,
    make_document,
    make_example,
    make_finding,
    make_focus_area,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)


def lay() -> None:
    pillar, practice = make_pillar(), make_practice(directions=["helps"])
    item = make_item(number="1.1", pillar=pillar, practices=[practice])
    make_example(item=item)
    make_finding(practice=practice)
    terms = {"pillars": [pillar], "focus_areas": [make_focus_area()], "topics": [make_topic()], "items": [item]}
    record = make_resource(title="A guide", tags=[make_tag()], publishers=[make_publisher()], issued=2020, **terms)
    make_author(resource=record)
    make_document(resource=record)
    make_resource(title="A report", kind="report")
    make_resource(title="A mistake").withdraw("It was one.")
