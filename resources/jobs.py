from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.jobs.registry import each_process, job
from resources import search_log
from resources.address_reports import letters
from resources.documents import home, orphans, queue
from resources.documents.store import READING
from resources.dump import keeping, writing
from resources.search import indexing, renewal

each_process("count-searches", every=5)(search_log.flush)


@job(READING, every=60)
def read_documents(lease: Lease) -> str:
    """Reads the text of documents that wait, so that search knows what they say."""
    read = [(text.document, text) for text in queue.work(beat=lease.beat)]
    return "\n".join(f"{document.resource.permanent_number} {document}: {text}" for document, text in read)


@job("find-orphaned-uploads", every=86_400)
def find_orphaned_uploads(lease: Lease) -> str:
    """Says how many uploads nothing names, for `manage.py orphaned_uploads`, and if anybody may read the bucket."""
    found = orphans.find(timezone.now(), beat=lease.beat).orphans
    size = filesizeformat(sum(found.values()))
    told = [f"Uploads that nothing names: {len(found)}, {size}. See manage.py orphaned_uploads."] if found else []
    return " ".join(filter(None, [*told, home.open_bucket()]))


@job("renew-words", every=60)
def renew_words(lease: Lease) -> str:
    """Makes the words of search anew after an update that reads texts otherwise."""
    number = renewal.renew(beat=lease.beat)
    return f"Words made anew of records: {number}" if number else ""


@job("collection-words", every=600)
def collection_words(lease: Lease) -> str:
    """Lets search find collections by their notes on records that appear by the clock."""
    number = indexing.renew_collections()
    return f"Words made anew of collections: {number}" if number else ""


@job("forget-searches", every=3_600)
def forget_searches(lease: Lease) -> str:
    """Deletes what was searched longer ago than SEARCH_LOG_DAYS; with 0 all of it."""
    number = search_log.expire()
    return f"Searches forgotten after {settings.SEARCH_LOG_DAYS} days: {number}" if number else ""


@job("forget-senders", every=3_600)
def forget_senders(lease: Lease) -> str:
    """Deletes the mail addresses and notes of readers who told of an address, 14 days after the decision."""
    number = letters.forget_senders(timezone.now())
    return f"Senders of addresses forgotten: {number}" if number else ""


@job("write-dump", every=60)
def write_dump(lease: Lease) -> str:
    """Makes the dump of the public catalogue each night, and when a record has left it."""
    return f"Records written to the dump: {writing.write(lease.beat)}" if keeping.is_due(timezone.now()) else ""
