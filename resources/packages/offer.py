"""What the page of a model policy offers to take away, in honest words."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat, pluralize
from django.urls import reverse

from resources.models import Kind, Resource


@dataclass(frozen=True, slots=True)
class Offer:
    url: str
    label: str


def of_record(record: Resource) -> Offer | None:
    """Of a public record read `for_detail()`, without a further query. None unless it is a model policy of which a
    paper is held or an address is known."""
    papers = record.documents.all()
    addresses = {record.official_url, *(paper.url for paper in papers)} - {""}
    held = [paper for paper in papers if paper.is_held]
    if record.kind != Kind.MODEL_POLICY or not (held or addresses):
        return None
    if held:
        sizes = [paper.byte_count for paper in held]
        size = f", {filesizeformat(sum(sizes))}" if all(sizes) else ""
        label = f"Take the package ({len(held)} paper{pluralize(len(held))}{size})"
    else:
        label = f"The cover sheet with {len(addresses)} address{pluralize(len(addresses), 'es')}"
    return Offer(reverse("policy-package", args=[record.permanent_number]), label)
