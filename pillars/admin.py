"""The frame, the Blueprint and the figures of plans in the admin. Importing it registers every entry."""

from pillars.blueprint import admin as blueprint  # noqa: F401
from pillars.frame import admin as frame  # noqa: F401
