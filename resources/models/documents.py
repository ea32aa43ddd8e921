"""The papers of a resource: files held here, links to where they are, or papers known to exist but not held."""

import re
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from icpr.lib import filetypes
from icpr.lib.folding import slug_of
from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line, Name
from resources.documents.parsers.detecting import format_of
from resources.models.vocabulary import AddressEvidence


class Role(models.TextChoices):
    """What a paper is for within its resource. The order is the order of reading."""

    NEED_TO_KNOW = "need-to-know", "Need to Know"
    MODEL_POLICY = "model-policy", "Model policy"
    CONSIDERATIONS = "considerations", "Considerations"
    CONCEPTS_ISSUES = "concepts-issues", "Concepts & Issues paper"
    DISCUSSION = "discussion", "Discussion paper"
    FULL_TEXT = "full-text", "Full text"
    SLIDES = "slides", "Slides"
    VIDEO = "video", "Video"
    TRANSCRIPT = "transcript", "Transcript"
    OTHER = "other", "Other paper"

    @property
    def purpose(self) -> str:
        """One line on what such a paper is for."""
        return PURPOSES[self]


PURPOSES = {
    Role.NEED_TO_KNOW: "The essentials in brief, for a briefing or roll call.",
    Role.MODEL_POLICY: "Policy language an agency can adapt and adopt.",
    Role.CONSIDERATIONS: "What to decide before writing a policy of your own.",
    Role.CONCEPTS_ISSUES: "The reasons behind it: background, law and experience.",
    Role.DISCUSSION: "The thinking behind the policy, point by point.",
    Role.FULL_TEXT: "The whole work.",
    Role.SLIDES: "Slides for presenting it.",
    Role.VIDEO: "A recording to watch.",
    Role.TRANSCRIPT: "The words of a recording, to read.",
    Role.OTHER: "A further paper that belongs to it.",
}


# What `storage_name` gives, and a storage makes of it when the name is taken.
STORED_NAME = re.compile(r"\d{6,}/[0-9a-f]{16}(_\w+)?\.[a-z0-9]{1,5}", re.ASCII)


def storage_name(document: "Document", filename: str) -> str:
    """Where an upload is kept: a name we choose, never the uploader's."""
    return f"{document.resource.number:06d}/{secrets.token_hex(8)}.{document.format or 'bin'}"


class DocumentQuerySet(models.QuerySet):
    def public(self, at=None):
        """Files the public may open: those whose resource is published at that moment."""
        resources = self.model._meta.get_field("resource").related_model.objects
        return self.exclude(file="").filter(resource__in=resources.published(at))


class Document(models.Model):
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=20, choices=Role)
    title = Name(max_length=200, blank=True, help_text="Only if it has a title of its own.")
    file = models.FileField(upload_to=storage_name, blank=True, max_length=120)
    url = models.URLField("address", max_length=500, blank=True, help_text="Where it is, if it is not held here.")
    address_evidence = models.CharField(max_length=20, choices=AddressEvidence, blank=True)
    format = models.CharField(max_length=5, choices=filetypes.FORMATS, blank=True)
    language = Line(max_length=8, default="en")
    page_count = models.PositiveIntegerField("pages", null=True, blank=True)
    byte_count = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DocumentQuerySet.as_manager()
    shown_in = ShownIn(
        lists=("resource", "file", "address_evidence"),
        written=(
            *("resource", "position", "role", "title", "file", "url", "address_evidence"),
            *("format", "language", "page_count", "byte_count"),
        ),
        hidden=("updated_at",),
        by="resource",
    )

    _looked_into: tuple[File, str] | None = None

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["resource"], name="document_not_held", condition=Q(file="", url="")),
            models.Index(fields=["url"], name="document_address", condition=~Q(url="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="") | Q(url=""),
                name="document_is_file_or_link",
                violation_error_message="Give a file or an address, not both; neither means it is not held here.",
            ),
            models.CheckConstraint(
                condition=Q(url="", address_evidence="") | ~Q(url="") & ~Q(address_evidence=""),
                name="document_address_has_evidence",
                violation_error_message="An address needs its evidence, and evidence needs an address.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_role_display()

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Saves the row and, by `resources.documents`, forgets the text of a file it replaces: all or nothing."""
        upload = self.file if self.file and not self.file._committed else None
        if upload is not None:
            self.format = self._format_of(upload)
            self.byte_count = upload.size
        elif not self.file:
            self.byte_count = None
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk, self.download_name]) if self.file else self.url

    def clean(self) -> None:
        if self.file and not self.file._committed:
            if self.file.size > settings.DOCUMENT_MAX_BYTES:
                limit = filesizeformat(settings.DOCUMENT_MAX_BYTES)
                size = filesizeformat(self.file.size)
                raise ValidationError({"file": f"This file is {size}; the library takes files of up to {limit}."})
            try:
                self.format = self._format_of(self.file)
            except filetypes.NotAllowed as refusal:
                raise ValidationError({"file": str(refusal)}) from refusal

    def _format_of(self, upload: FieldFile) -> str:
        """The format of a file just sent. A form asks before saving does, and the same bytes are looked into once."""
        if self._looked_into is None or self._looked_into[0] is not upload.file:
            self._looked_into = (upload.file, format_of(upload))
        return self._looked_into[1]

    @property
    def is_held(self) -> bool:
        return bool(self.file)

    @property
    def file_facts(self) -> str:
        """Of a file held here, as far as it is known: "PDF, 12 pages, 340.0 KB"."""
        pages = f"{self.page_count} page{'' if self.page_count == 1 else 's'}" if self.page_count else ""
        size = filesizeformat(self.byte_count) if self.byte_count else ""
        return ", ".join(filter(None, [self.get_format_display() or "file", pages, size]))

    @property
    def purpose(self) -> str:
        return Role(self.role).purpose

    @property
    def download_name(self) -> str:
        """The name a downloaded file gets: the record, what the paper is, and its own number, which no other has."""
        what = slug_of(self.title, longest=60) or self.role
        return f"{self.resource.permanent_number}-{what}-{self.pk}.{self.format or 'bin'}"
