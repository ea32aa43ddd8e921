"""What is counted by now, for tests."""

from resources.usage import counting
from resources.usage.models import UsageCount

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}


def counted(*sorts: str) -> dict[str, int]:
    """How often each thing was opened, by its sort and name: of all sorts, or of those that are named."""
    counting.flush()
    rows = UsageCount.objects.filter(sort__in=sorts) if sorts else UsageCount.objects.all()
    return {f"{row.sort} {row.name}": row.times for row in rows}
