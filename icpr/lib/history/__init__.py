"""The versions of a record, kept by django-reversion: written, read, put in words, put back."""
