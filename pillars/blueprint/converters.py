"""What stands in the addresses of the frame and the Blueprint."""

from pillars.models.items import NUMBER


class ItemNumberConverter:
    """The number of an item: "1.5" or "1.5.1"."""

    regex = NUMBER

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
