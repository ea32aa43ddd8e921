"""A mark on views that take a form, for `icpr.middleware.methods`."""

from collections.abc import Callable


def takes_form(view: Callable) -> Callable:
    """A view that may be asked with POST, too. Every other page is only read."""
    view.takes_form = True
    return view
