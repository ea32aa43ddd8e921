"""The door to a list, for its views: see `icpr.kept.pages`."""

from resources.reading_lists.kind import PAGES

private, posted, writing = PAGES.private, PAGES.posted, PAGES.writing
editors, readers = PAGES.editors, PAGES.readers
