"""From which site a reader came: the name of its host, never more of its address."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings

from resources.usage.models import OTHER

HOST = re.compile(r"https?://(?:[^/?#@\s]*@)?([^/?#@:\s\[]+|\[[^\]]*\])(?::\d*)?(?:[/?#]|\Z)", re.IGNORECASE)
# As the names of public sites are: labels and an ending of letters. An address of a network or a name without a dot is
# of somebody's own machine.
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
PUBLIC = re.compile(rf"(?:{LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})", re.ASCII)
OF_NETWORKS = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "test", "arpa", "onion")
LONGEST = 100  # characters


def host_of(environ: Mapping) -> str | None:
    """The host that a request says it comes from; `OTHER` for one whose name is not kept, None for none, which our own
    is too."""
    said = environ.get("HTTP_REFERER", "")
    if not said or not (found := HOST.match(said)):
        return None
    host = found[1].lower().rstrip(".")
    if host in (_own(environ.get("HTTP_HOST") or environ["SERVER_NAME"]), _own(settings.SITE_URL)):
        return None
    is_public = len(host) <= LONGEST and PUBLIC.fullmatch(host) and host.rpartition(".")[2] not in OF_NETWORKS
    return host if is_public else OTHER


@lru_cache(maxsize=20)
def _own(site: str) -> str:
    """The name in the address of a site, or in a name with a port."""
    return re.sub(r":\d*\Z", "", site.rpartition("//")[2]).lower()
