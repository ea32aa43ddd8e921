"""The frame and the Blueprint in the admin. Importing it registers every entry."""

from pillars.admin import blueprint  # noqa: F401
from pillars.admin.frame import InUseAdmin, TermAdmin
from pillars.admin.versions import HistoryAdmin

__all__ = ["HistoryAdmin", "InUseAdmin", "TermAdmin"]
