"""The private pages on which a plan is kept and ended: see `icpr.kept.keeping`."""

from icpr.kept.keeping import KeepingViews
from pillars.plans.kind import PAGES, PLANS
from pillars.plans.views.edit import common

KEEPING = KeepingViews(PLANS, PAGES, common)
