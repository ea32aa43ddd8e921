"""A library with something in every table, a writer who goes on writing, and all rows of a library for comparing them.

Run as `python -m tests.icpr.backups.everything fill|write|rows` in the environment of a place.
"""

import json
import sys
from itertools import count

import django

django.setup()

import reversion  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.db import transaction  # noqa: E402

from icpr.backups import rows  # noqa: E402
from icpr.lib import tokens  # noqa: E402
from pillars.models import FocusArea, Item, Pillar  # noqa: E402
from pillars.plans import history as plan_history  # noqa: E402
from pillars.plans import share_tokens  # noqa: E402
from resources.curation import history  # noqa: E402
from resources.models import (  # noqa: E402
    BestBet,
    Catalogue,
    DocumentPage,
    DocumentText,
    Kind,
    PreviewLink,
    Resource,
    SynonymGroup,
)
from resources.search_log.buffer import SearchCount  # noqa: E402
from resources.seed import load_opening_catalogue  # noqa: E402
from tests.factories import make_author, make_document, make_plan, make_publishable, make_resource, make_tag  # noqa: E402

TEXT = "Zanthoxylum stands on this page and on no other."


def fill() -> dict:
    """Fill an empty library. Returns the addresses and numbers that must be the same after a restore."""
    load_opening_catalogue()
    user = get_user_model().objects.create_superuser("editor", "editor@example.org", "a-password-for-this-test-only")
    user.groups.add(Group.objects.get(name="Publishers"))
    tags, pillars, areas = [make_tag(name="keeping")], Pillar.objects.all()[:2], FocusArea.objects.all()[:1]
    fields = {"tags": tags, "pillars": pillars, "focus_areas": areas, "issued": 2015, "language": "es"}
    record = make_resource(title="Kept and restored ’ ñ", **fields)
    make_author(resource=record)
    with history.recorded(user, "First"):
        record.save()
    paper = make_document(resource=record, role="full-text", file=ContentFile(b"%PDF-1.4 kept", "paper.pdf"))
    DocumentText.objects.update_or_create(document=paper, defaults={"state": "done", "file_name": paper.file.name})
    DocumentPage.objects.create(document=paper, number=1, text=TEXT)
    from resources.search import indexing

    indexing.index_pages(record.pk)
    with history.recorded(user, "Another title and address"):
        record.title, record.slug = "Kept and restored again", "kept-again"
        record.save()
    lost = make_document(resource=record)
    lost_key = lost.pk
    lost.delete()
    draft = make_publishable(title="A draft")
    preview = PreviewLink.objects.create(resource=draft, created_by=user)
    make_resource(title="Withdrawn").withdraw("It was wrong.")
    BestBet.objects.create(query="kept", resource=record, reason="For the test")
    SynonymGroup.objects.create(terms="kept\nheld", reason="For the test")
    SearchCount.objects.create(day="2026-11-01", query="kept", times=2, results=1, in_part=False)
    token, share = tokens.new_token(), tokens.new_token()
    items = list(Item.objects.published()[:3])
    plan = make_plan(items=items, agency_name="Smalltown", email="chief@example.org")
    plan.edit_hash, plan.share_hash = tokens.hash_of(token), tokens.hash_of(share)
    plan.share_sealed = share_tokens.seal(share, token)
    plan.save()
    with plan_history.changing(plan, "x" * 22, "Note written", [items[0].number]):
        plan.entries.filter(item=items[0]).update(
            note="A note with \u2028 and 😀", steps=[{"text": "Ask", "done": False}]
        )
    addresses = [
        *("/", "/resources/", "/resources/?q=kept", "/resources/?q=zanthoxylum", "/tags/keeping/", "/whats-new/"),
        *("/blueprint/", "/blueprint/1.5/", "/practices/", "/model-policies/", "/police-chief/"),
        *("/sitemap-pages.xml", "/sitemap-resources-1.xml"),
        *(f"/resources/{slug}/" for slug in ("kept-again", "kept-and-restored-n", "withdrawn")),
        *(record.permanent_url, paper.get_absolute_url(), preview.get_absolute_url()),
        *(f"/plan/{token}/", f"/plan/{token}/history/", f"/plan/shared/{share}/", f"/plan/shared/{share}/plan.csv"),
        *(found.get_absolute_url() for found in Resource.objects.published().of_kind(Kind.MODEL_POLICY)[:5]),
    ]
    last = Catalogue.objects.get().last_number
    return {"addresses": addresses, "lost_key": lost_key, "last_number": last, "record": record.pk, "user": user.pk}


def write() -> None:
    """Write pairs of drafts, each pair with two documents in one transaction, until killed."""
    for number in count(1):
        with transaction.atomic(), reversion.create_revision():
            for name in ("first", "second"):
                made = Resource.objects.create(title=f"Pair {number} {name}", kind=Kind.REPORT)
                make_document(resource=made, file=ContentFile(f"%PDF-1.4 {number} {name}".encode(), "a.pdf"))
        print(number, flush=True)


def all_rows() -> dict[str, dict[str, dict]]:
    """Table → primary key → the row, as the database gives it."""
    return {
        model._meta.db_table: {row["pk"]: row for row in model._base_manager.values("pk", *columns(model))}
        for model in rows.kept_models()
    }


def columns(model) -> list[str]:
    return [field.attname for field in rows.fields_of(model)]


if __name__ == "__main__":
    deed = {"fill": fill, "write": write, "rows": all_rows}[sys.argv[1]]
    print(json.dumps(deed(), default=str))
