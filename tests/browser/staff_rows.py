"""What the opening catalogue has not and pages of the admin show: files that wait, a proposal, comments, versions.

It runs in the shell of a site that is served, and changes no record that readers see.
"""

from datetime import timedelta

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from icpr.admin.history import HistoryAdmin
from icpr.imports.intake import JOB, receive
from icpr.imports.registry import TABLES
from icpr.lib.csvfile import as_csv
from icpr.operations.models import Operation
from icpr.operations.run import Done, run
from resources.feedback.models import Feedback
from resources.models import Publisher, Resource, Tag
from resources.review.models import Comment, Proposal
from resources.usage.models import UsageCount
from tests import addresses
from tests.icpr.admin.rights.rows import ROWS, keep
from tests.resources.exchange import spreadsheet
from tests.resources.staff import form_data, staff

DRAFT = "A draft nobody may see"  # of `tests.browser.site`


def lay(user: User) -> list[str]:
    """Make rows of everything for one of the staff. Returns the addresses to look at, those of records first."""
    for model, of in admin.site._registry.items():
        if not model._default_manager.exists():
            ROWS[model]()
        if isinstance(of, HistoryAdmin):
            keep(model._default_manager.first())
            keep(model._default_manager.first())
    tags = Tag.objects.all()[:2]
    operation = Operation.of(Tag, "Spelled anew.")
    run(tags, lambda tag: Done(tag, "Spelled anew."), user, stored=Tag.objects.all(), operation=operation)
    draft = Resource.objects.get(title=DRAFT)
    for field in ("", "annotation"):
        Comment.objects.create(number=draft.number, field=field, text="Say who it is for.", by=user)
    opened()
    useful()
    records = [draft.pk, Resource.objects.get(number=1).pk]
    own = [*files(user), propose(), two_versions(user), gone()]
    all_of_it = sorted(addresses.admin(), key=lambda address: "/resources/resource/" not in address)
    return [*own, *(page("change", pk) for pk in records), *all_of_it]


def useful() -> None:
    """What readers said of two records."""
    for record in Resource.objects.published().order_by("number")[:2]:
        Feedback.objects.create(about=record, kind="useful", is_useful=False, token_hash=f"useful {record.pk}")


def opened() -> None:
    """What was opened in the last forty days."""
    names = {"record": "ICPR-000001", "list": "/resources/", "document": "1", "referrer": "www.example.org"}
    for day in (timezone.localdate() - timedelta(days=back) for back in range(40)):
        UsageCount.objects.add(UsageCount(day=day, sort=s, name=name, times=7 + day.day) for s, name in names.items())


def pictured(user: User) -> dict[str, tuple[str, str]]:
    """Name of a picture of the guide → the address of its page, and the element with which the picture begins."""
    looked, _ = files(user)
    return {
        "proposal": (propose(), "#content > h1"),
        "import": (looked, "#content > h1"),
        "compare": (two_versions(user), "#content > h1"),
        "start": (reverse("admin:index"), ".for-you"),
    }


def page(name: str, *args) -> str:
    return reverse(f"admin:resources_resource_{name}", args=args)


def files(user: User) -> list[str]:
    """The pages of a file that was looked at, with lines of every sort, and of one that asks what its heads mean."""
    known = Resource.objects.published().order_by("number").first()
    rows = [["title", "kind", "annotation", "official_url", "topics"], [known.title, "report", "In already.", "", ""]]
    rows += [[f"A new report on horses, part {part}", "report", "New.", "", "Horses"] for part in (1, 2)]
    rows += [["Another new report", "report", "New.", "", ""], ["A leaflet", "leaflet", "No such kind.", "", ""]]
    table = TABLES["resources.resource"]
    both = [receive(table, user, "list-of-the-county.csv", as_csv(rows).encode())]
    both.append(receive(table, user, "with-other-heads.xlsx", spreadsheet.workbook(20)))
    call_command("run_due", JOB)
    return [page("import_one", one.pk) for one in both]


def propose() -> str:
    """The page on which an editor's change of a published record waits."""
    record = Resource.objects.published().filter(kind="report").order_by("number").first()
    client = staff("Editors", "jordan")
    client.defaults["SERVER_NAME"] = "127.0.0.1"
    url = page("change", record.pk)
    changed = {"title": f"{record.title}, second edition", "annotation": "Says what changed, in one sentence."}
    client.post(url, form_data(client, url) | changed)
    return page("proposal", Proposal.objects.waiting().get().pk)


def two_versions(user: User) -> str:
    """The page that compares two versions of a draft."""
    draft = Resource.objects.create(title="Coffee with a cop: a guide", kind="guide", annotation="Says how to begin.")
    before = keep(draft)
    draft.title, draft.annotation = "Coffee with a cop: a short guide", "Says how to begin, and whom to invite."
    draft.save()
    return f"{page('compare', draft.pk)}?before={before}&after={keep(draft)}"


def gone() -> str:
    """The page on which a deleted publisher comes back."""
    publisher = Publisher.objects.create(name="Gone Press", slug="gone-press")
    version = keep(publisher)
    publisher.delete()
    return reverse("admin:resources_publisher_recover", args=[version])
