"""The papers of a resource: opened by readers, and read in the background so that search knows what they say.

`store.pages_of(document)` gives the stored text page by page, `queue.read_again(documents)` puts files back in the
queue, and the signal `store.pages_changed` (with `resource_id`) tells, in the same transaction, that a resource's pages
are others now.
"""
