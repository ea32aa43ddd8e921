"""The door to a plan, for its views: see `icpr.kept.pages`."""

from pillars.plans.kind import PAGES

private, posted, writing = PAGES.private, PAGES.posted, PAGES.writing
editors, readers = PAGES.editors, PAGES.readers
