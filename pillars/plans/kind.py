"""Plans, as one kind of what is kept at a private address."""

from icpr.kept.kinds import KeptKind
from icpr.kept.pages import pages_of
from pillars.models import Plan
from pillars.plans import share_tokens

PLANS = KeptKind(
    Plan,
    name="plan",
    called="Blueprint plan",
    purpose="pillars.plan",
    seal=share_tokens.seal,
    unseal=share_tokens.unseal,
)
PAGES = pages_of(PLANS)
