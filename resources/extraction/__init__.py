"""The text of uploaded documents: read in the background, stored page by page, in step with the files.

`pages_of(document)` gives what is stored, `read_again(documents)` puts files back in the queue, and the signal
`pages_changed` (with `resource_id`) tells, in the same transaction, that the pages of a resource are others now.
"""

from resources.extraction.pages import pages_changed, pages_of, read_again

__all__ = ["pages_changed", "pages_of", "read_again"]
