"""Where the documents are: a folder of this machine, or a bucket of S3-compatible storage. Both are storages of Django
with what `store.Store` says beside it, so that whoever reads, copies or counts files need not know which it is."""
