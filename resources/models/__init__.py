"""The catalogue's tables. `Resource` is the one table behind every list."""

from resources.models.address_reports import AddressReport
from resources.models.availability import Availability
from resources.models.catalogue import Catalogue, RecordBlock
from resources.models.change_notes import ChangeNote
from resources.models.collection_entries import CollectionEntry
from resources.models.document_text import DocumentPage, DocumentText
from resources.models.documents import Document
from resources.models.former_slugs import FormerSlug
from resources.models.kinds import PROXIES, Collection, ModelPolicy, PoliceChiefArticle
from resources.models.listed_entries import ListedEntry, ThingKind
from resources.models.new_editions import NewEdition
from resources.models.people import Author, Publisher
from resources.models.previews import PreviewLink
from resources.models.record_clock import RecordClock
from resources.models.resource import Resource
from resources.models.search_addresses import SearchAddress
from resources.models.search_log import SearchCount
from resources.models.search_text import PageWords, SearchText
from resources.models.tags import Tag, TaggedResource
from resources.models.thesaurus import BestBet, SynonymGroup
from resources.models.vocabulary import Access, AddressEvidence, Audience, DatePrecision, Kind, Picture, State, Status

__all__ = [
    "PROXIES",
    "Access",
    "AddressEvidence",
    "AddressReport",
    "Audience",
    "Author",
    "Availability",
    "BestBet",
    "Catalogue",
    "ChangeNote",
    "Collection",
    "CollectionEntry",
    "DatePrecision",
    "Document",
    "DocumentPage",
    "DocumentText",
    "FormerSlug",
    "Kind",
    "ListedEntry",
    "ModelPolicy",
    "NewEdition",
    "PageWords",
    "Picture",
    "PoliceChiefArticle",
    "PreviewLink",
    "Publisher",
    "RecordBlock",
    "RecordClock",
    "Resource",
    "SearchAddress",
    "SearchCount",
    "SearchText",
    "State",
    "Status",
    "SynonymGroup",
    "Tag",
    "TaggedResource",
    "ThingKind",
]
