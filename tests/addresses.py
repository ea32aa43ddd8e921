"""Every address that answers a GET, read from the URL list, beside a small library in which each finds something."""

import re
from dataclasses import dataclass

from django.contrib.admin.sites import site
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from reversion.models import Version

from icpr.imports.models import Import
from icpr.lib import tokens
from icpr.lib.history import revisions
from icpr.operations.models import Operation
from icpr.operations.run import Done, run
from pillars.models import AgencyExample, Finding, Item, Plan, Practice
from pillars.plans import share_tokens
from resources.dump import writing
from resources.feedback.models import Feedback
from resources.following.models import PENDING, Follower, Subscription
from resources.models import (
    AddressReport,
    BestBet,
    FormerSlug,
    PreviewLink,
    Resource,
    SearchAddress,
    SearchCount,
    SynonymGroup,
)
from resources.models.listed_entries import fields_of
from resources.reading_lists import share_tokens as list_share_tokens
from resources.reading_lists.formats import BY_SUFFIX
from resources.reading_lists.models import ReadingList
from resources.review.models import Proposal
from resources.usage.models import UsageCount
from tests.factories import (
    make_collection,
    make_document,
    make_example,
    make_finding,
    make_focus_area,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_topic,
)

EDIT, SHARE, TOLD, FOLLOW = "e" * 43, "s" * 43, "t" * 43, "f" * 43
# Only a form goes there; the admin's own pages for signing in and out and its script.
FORMS_ONLY = re.compile(
    r"logout|^writing$|_(?:make_preview|revoke_preview|document|step|read_again|run|begin|review|weekly_mail|check_links)$"
)

OF_AN_IMPORT = re.compile(r"_import_(?:one|failed)$")
QUERIES = {"autocomplete": "?app_label=resources&model_name=resource&field_name=superseded_by&term=a"}


@dataclass(frozen=True)
class Library:
    """The arguments of the public addresses, by name of the address."""

    arguments: dict[str, dict]


def lay() -> Library:
    """Make records for every address. Returns what the public ones are asked with."""
    pillar, area, topic = make_pillar(), make_focus_area(), make_topic()
    practice = make_practice(directions=["helps"])
    item = make_item(number="1.1", pillar=pillar, practices=[practice], focus_areas=[area])
    make_item(number="1.1.1", pillar=pillar)
    make_example(item=item)
    make_finding(practice=practice)
    terms = {"pillars": [pillar], "focus_areas": [area], "topics": [topic], "tags": ["youth"], "items": [item]}
    resource = make_resource(title="A guide", publishers=[make_publisher()], **terms)
    policy, _ = (make_resource(kind=kind, issued=2020, **terms) for kind in ("model-policy", "police-chief-article"))
    collection = make_collection(of=[resource, item, practice], title="A collection", **terms)
    paper = make_document(resource=resource, file=SimpleUploadedFile("guide.txt", b"Words of a guide."))
    FormerSlug.objects.create(slug="a-former-guide", resource=resource)
    link = PreviewLink.objects.create(resource=make_resource(published=False))
    draft = make_document(resource=link.resource, file=SimpleUploadedFile("draft.txt", b"Words of a draft."))
    lay_for_staff(resource, item)
    lay_plan(item)
    lay_list(resource, item, practice, paper)
    lay_follower()
    writing.write()
    private = {"token": EDIT}
    entry = private | {"number": "1.1"}
    return Library(
        {
            "pillar": {"slug": pillar.slug},
            "focus-area": {"slug": area.slug},
            "topic": {"slug": topic.slug},
            "practice": {"slug": practice.slug},
            "item": {"number": "1.1"},
            "resource": {"slug": resource.slug},
            "collection": {"slug": collection.slug},
            "permanent": {"number": resource.permanent_number},
            "policy-package": {"number": policy.permanent_number},
            "tell-us": {"record": resource.permanent_number},
            "told": {"token": TOLD},
            "useful": {"record": resource.permanent_number},
            "feedback-status": {"token": TOLD},
            "sitemap-file": {"name": "pages"},
            "document": {"pk": paper.pk, "name": paper.download_name},
            "preview": {"token": link.token},
            "preview-document": {"token": link.token, "pk": draft.pk, "name": draft.download_name},
            "tag": {"slug": "youth"},
            "api": {"rest": "resources"},
            "dump": {"name": writing.RECORDS},
            **dict.fromkeys(("plan-entry", "plan-remove", "plan-seen"), entry),
            **{f"plan{rest}": private for rest in PRIVATE},
            **{f"plan-shared{rest}": {"token": SHARE} for rest in ("", "-print", "-sheets", "-csv", "-json", "-ics")},
            "plan-copy": {"token": SHARE},
            **{f"list{rest}": private for rest in PRIVATE_LIST},
            **{f"list{rest}": private for rest in ("-changes", "-files", "-taken")},
            **{f"list-shared{rest}": {"token": SHARE} for rest in ("", "-changes", "-files", "-taken")},
            "list-copy": {"token": SHARE},
            **{f"follow-{name}": {"token": FOLLOW} for name in ("confirm", "manage", "erase", "stop", "stop-all")},
        }
    )


PRIVATE = [
    "",
    *(
        f"-{name}"
        for name in ["choose", "order", "agency", "addresses", "share", "renew", "mail", "warn", "delete", "history"]
    ),
]
PRIVATE += [f"-{name}" for name in ["edit", "undo", "import", "print", "sheets", "csv", "json", "ics"]]


PRIVATE_LIST = ["", "-edit", "-order", "-about", "-addresses", "-delete", "-history", "-undo"]
PRIVATE_LIST += [f"-{name}" for name in ("share", "renew", "remember", "mail", "warn")]


def lay_list(*things) -> None:
    """A reading list at both addresses, last used long ago."""
    kept = ReadingList.objects.create(
        edit_hash=tokens.hash_of(EDIT),
        share_hash=tokens.hash_of(SHARE),
        share_sealed=list_share_tokens.seal(SHARE, EDIT),
        used_on="2024-01-01",
        warned_on=timezone.localdate(),
    )
    for position, thing in enumerate(things, 1):
        kept.entries.create(position=position, **fields_of(thing))


def lay_plan(item: Item) -> None:
    """A plan at both addresses that was last used long ago, so that opening it has something to remember."""
    plan = Plan.objects.create(
        edit_hash=tokens.hash_of(EDIT),
        share_hash=tokens.hash_of(SHARE),
        share_sealed=share_tokens.seal(SHARE, EDIT),
        used_on="2024-01-01",
        warned_on=timezone.localdate(),
    )
    plan.entries.create(item=item, position=1, due_on="2030-01-01")


def lay_follower() -> None:
    """Who follows something and waits to confirm something else; one token leads to all private pages."""
    later, hashed = timezone.now() + PENDING, tokens.hash_of(FOLLOW)
    sealed = {name: tokens.seal(FOLLOW, f"resources.following.{name}") for name in ("manage", "stop-all", "confirm")}
    follower = Follower.objects.make("reader@example.org")
    follower.manage_hash, follower.manage_sealed = hashed, sealed["manage"]
    follower.stop_hash, follower.stop_sealed = hashed, sealed["stop-all"]
    follower.confirm_hash, follower.confirm_sealed = hashed, sealed["confirm"]
    follower.confirm_mailed_at, follower.confirm_until = timezone.now(), later
    follower.confirmed_at = timezone.now()
    follower.save()
    followed = Subscription.objects.ask(follower, address="/whats-new/", title="What’s new")
    followed.stop_hash, followed.confirmed_at, followed.told_until = hashed, timezone.now(), timezone.now()
    followed.save()
    Subscription.objects.ask(follower, address="/tags/youth/", title="Resources tagged youth")


def lay_for_staff(resource: Resource, item: Item) -> None:
    """What only the admin lists, and a version of each record that has versions."""
    SearchCount.objects.create(day=timezone.localdate(), query="force", filters="", times=2, results=0, in_part=False)
    UsageCount.objects.create(day=timezone.localdate(), sort="record", name=resource.permanent_number, times=9)
    SynonymGroup.objects.create(terms="police, cops", reason="A test.")
    BestBet.objects.create(query="guide", resource=resource, reason="A test.")
    SearchAddress.objects.create(name="WorldCat", pattern="https://search.worldcat.org/search?q={title}")
    found = {"sort": "known", "proposed": "https://example.org/found", "token_hash": tokens.hash_of(TOLD)}
    AddressReport.objects.create(resource=resource, **found)
    suggested = {"kind": "suggestion", "title": "A guide", "address": "https://example.org/a-guide"}
    Feedback.objects.create(token_hash=tokens.hash_of(TOLD), about=resource, **suggested)
    records = [*Resource.objects.all(), *Item.objects.all(), *Practice.objects.all()]
    for record in (*records, *Finding.objects.all(), *AgencyExample.objects.all()):
        revisions.save_first_revision(record)
        revisions.save_revision(record, comment="Looked at.")
    operation = Operation.of(Item, "Looked at.")
    run([item], lambda each: Done(each, "Looked at."), None, stored=Item.objects.all(), operation=operation)


# There only with a mail service, and with a token for who watches the server.
WHERE_SET = ("mail-reports", "metrics")


def public(library: Library) -> list[str]:
    """Every address outside the admin. Raises KeyError for one that no argument is known for."""
    found = []
    for pattern in get_resolver().url_patterns:
        if not hasattr(pattern, "url_patterns") and pattern.name not in WHERE_SET:
            converters = pattern.pattern.regex.groupindex
            if "suffix" in converters:
                found += _forms(library, pattern)
                continue
            found.append(reverse(pattern.name, kwargs=library.arguments[pattern.name] if converters else {}))
    return [*found, reverse("resource", args=["a-former-guide"])]


def _forms(library: Library, pattern: URLPattern) -> list[str]:
    """The addresses of the forms of a page."""
    arguments = library.arguments.get(pattern.name.removesuffix("-form"), {})
    suffixes = BY_SUFFIX if pattern.name.startswith("list-") else pattern.callback.keywords["forms"]
    return [reverse(pattern.name, kwargs=arguments | {"suffix": suffix}) for suffix in suffixes]


def accounts() -> list[str]:
    """Every page of signing in and of one's own second factors; those of one passkey need a device."""
    [resolver] = [each for each in get_resolver().url_patterns if str(each.pattern) == "accounts/"]
    names = [name for name in resolver.reverse_dict if isinstance(name, str)]
    return sorted(reverse(name) for name in names if not resolver.reverse_dict[name][0][0][1])


def admin() -> list[str]:
    """Every address of the admin that shows something, each model's with its first record."""
    found = []
    resolver = get_resolver().namespace_dict["admin"][1]
    models = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in site._registry}
    for name in (name for name in resolver.reverse_dict if isinstance(name, str) and not FORMS_ONLY.search(name)):
        model = next((model for start, model in models.items() if name.startswith(f"{start}_")), None)
        model = Import if OF_AN_IMPORT.search(name) else model
        for possibility in resolver.reverse_dict.getlist(name):
            arguments = [_argument(parameter, model) for parameter in possibility[0][0][1]]
            if None not in arguments:
                query = _two_versions(model) if name.endswith("_compare") else QUERIES.get(name, "")
                if query is not None:
                    found.append(reverse(f"admin:{name}", args=arguments) + query)
    return sorted(set(found))


def _two_versions(model) -> str | None:
    """What the page that compares two versions of the first record is asked with; None where it has no two."""
    kept = Version.objects.get_for_object_reference(model._meta.concrete_model, model._default_manager.first().pk)
    keys = list(kept.values_list("pk", flat=True))
    return f"?before={keys[-1]}&after={keys[0]}" if len(keys) > 1 else None


def _argument(parameter: str, model) -> str | int | None:
    """A value for a parameter of the admin's addresses; None when there is no such record."""
    first = model and model._default_manager.first()
    match parameter:
        case "object_id" if model is None:
            return Resource.objects.first().pk
        case "content_type_id":
            return ContentType.objects.get_for_model(Resource).pk
        case "app_label":
            return "resources"
        case "proposal":
            return Proposal.objects.values_list("pk", flat=True).first()
        case "form":
            return "csv"
        case "pk" | "id" | "object_id" | "_0":
            return first and first.pk
        case "_1":
            kept = first and Version.objects.get_for_object_reference(model._meta.concrete_model, first.pk).first()
            return kept and kept.pk
    raise KeyError(parameter)
