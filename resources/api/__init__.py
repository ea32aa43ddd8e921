"""The JSON API at /api/v1/, over the same selection as every list. django-ninja reads parameters and describes them.

What is imported here and in `views` loads neither ninja nor pydantic: both come with `v1`, when the first request does.
"""

VERSION = "1.0.0"
PREFIX = "/api/v1/"
