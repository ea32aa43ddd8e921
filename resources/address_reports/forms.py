"""What readers may tell of an address. What cannot be taken is answered beside the field, and what was typed stays."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict

from icpr.lib import idempotency
from icpr.lib.http import outside_addresses
from icpr.lib.http.reader_form import ReaderForm
from icpr.lib.text.fields import LinesField
from resources.models import AddressReport, Document, Resource
from resources.models.address_reports import LONGEST_NOTE

Sort = AddressReport.Sort
KEY = "key"  # the field with the idempotency key

OURS = "This is an address of this library. Give the one of the publisher, or of a library that has the work."
KNOWN_ALREADY = "The library leads there already."


class AddressField(forms.CharField):
    """An address that readers may be led to; see `icpr.lib.http.outside_addresses`."""

    def __init__(self, **options):
        typed = {
            "inputmode": "url",
            "autocomplete": "off",
            "spellcheck": "false",
            "autocapitalize": "off",
            "dir": "ltr",
        }
        super().__init__(widget=forms.TextInput(attrs=typed), **options)

    def to_python(self, value) -> str:
        address = super().to_python(value)
        if not address:
            return ""
        address = outside_addresses.check(address)
        if outside_addresses.ascii_host(address) == urlsplit(settings.SITE_URL).hostname:
            raise ValidationError(OURS)
        return address


class ReportForm(ReaderForm):
    """For one record, or one of its papers. `sort` is what is told of it."""

    address = AddressField(label="Its address")
    note = LinesField(
        label="Anything else we should know (optional)",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["address", "note", "email", "website"]

    def __init__(self, record: Resource, asked: QueryDict, *, is_sent: bool):
        """`asked` is the query of the page, or the form that was sent."""
        super().__init__(asked, is_sent=is_sent)
        self.record, self.key = record, idempotency.key_in(asked, KEY) or idempotency.new_key()
        self.sort = Sort.BROKEN if asked.get("broken") else Sort.KNOWN
        self.paper = self._paper(asked.get("paper", ""))
        if not self.present_address:
            self.sort = Sort.KNOWN
        if self.sort == Sort.BROKEN:
            self.fields["address"].required = False
            self.fields["address"].label = "Its new address, if you know it"
        self.fields["address"].error_messages["required"] = "Give the address where it is."

    @property
    def present_address(self) -> str:
        return self.paper.url if self.paper else self.record.official_url

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        if address and address == self.present_address:
            raise ValidationError(KNOWN_ALREADY)
        return address

    def report(self) -> AddressReport:
        """What was told, not saved and without its token."""
        return AddressReport(
            resource=self.record,
            document=self.paper,
            paper=str(self.paper) if self.paper else "",
            sort=self.sort,
            proposed=self.cleaned_data["address"],
            reported=self.present_address if self.sort == Sort.BROKEN else "",
            note=self.cleaned_data["note"],
            email=self.cleaned_data.get("email", ""),
        )

    def _paper(self, key: str) -> Document | None:
        """The paper that is meant: one that is not held here; None when it is the record itself."""
        return next((paper for paper in self.record.documents.all() if str(paper.pk) == key and not paper.file), None)
