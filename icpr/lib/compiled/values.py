"""What compiled templates call while they render: variables looked up, escaped and shown exactly as Django does it."""

from functools import lru_cache
from html import escape
from inspect import signature
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import Node, VariableDoesNotExist, render_value_in_context
from django.template.context import BaseContext
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

MISSING = object()  # a variable that a tag has not set yet
UNSUBSCRIPTABLE = {str.__getitem__, tuple.__getitem__, list.__getitem__}  # by a word

_bare: set[type] = set()  # types of which a word is always an attribute


def attr(current: object, bit: str) -> object:
    """`current.bit` of a template: an item, an attribute or a place, called if it can be. Raises
    `VariableDoesNotExist`, and what these raise."""
    found = getattr_of(current, bit) if type(current) in _bare else _item(current, bit)
    return called(found) if callable(found) else found


def _item(current: object, bit: str) -> object:
    kind = type(current)
    if getattr(kind, "__getitem__", None) in UNSUBSCRIPTABLE or not hasattr(kind, "__getitem__"):
        _bare.add(kind)
        return getattr_of(current, bit)
    try:
        return current[bit]
    except (TypeError, AttributeError, KeyError, ValueError, IndexError):
        return getattr_of(current, bit)


def getattr_of(current: object, bit: str) -> object:
    """An attribute, or else the item at a place. Raises `VariableDoesNotExist`, and what a property raises."""
    try:
        return getattr(current, bit)
    except (TypeError, AttributeError):
        if bit in dir(current):
            raise
        try:
            return current[int(bit)]
        except (IndexError, ValueError, KeyError, TypeError):
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (bit, current)) from None


def called(current: object) -> object:
    """What a callable of a template stands for: what it returns, if it may be called and needs no argument."""
    if getattr(current, "do_not_call_in_templates", False):
        return current
    if getattr(current, "alters_data", False):
        return ""
    try:
        return current()
    except TypeError:
        try:
            taken = signature(current)
        except ValueError:
            return ""
        try:
            taken.bind()
        except TypeError:
            return ""
        raise


def root(context: BaseContext, name: str) -> object:
    """A variable of the context. Raises `VariableDoesNotExist`."""
    found = root_or(context, name, MISSING)
    if found is MISSING:
        raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, context))
    return found


def root_or(context: BaseContext, name: str, missing: object) -> object:
    """A variable of the context, or `missing`."""
    for scope in reversed(context.dicts):
        if name in scope:
            found = scope[name]
            return called(found) if callable(found) else found
    return missing


def failed(error: Exception, missing: object) -> object:
    """What a variable that could not be looked up stands for. Raises the error again unless it is to be silent."""
    if isinstance(error, VariableDoesNotExist):
        return missing
    if getattr(error, "silent_variable_failure", False):
        return ""
    raise error


def shown(value: object, context: BaseContext) -> str:
    """A value as it is written into a page that escapes."""
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str:
        return escape(value)
    if kind is int:  # without separators of thousands, see `icpr.lib.compiled.loader`
        return str(value)
    return render_value_in_context(value, context)


def escaped(value: object) -> str:
    """As `conditional_escape`, which looks for translations first."""
    kind = type(value)
    return value if kind is SafeString else escape(value) if kind is str else conditional_escape(value)


def unpacked(item: object, number: int) -> tuple:
    """The parts of an item of a loop of several variables. Raises ValueError when there are more or fewer."""
    try:
        length = len(item)
    except TypeError:
        length = 1
    if length != number:
        raise ValueError(f"Need {number} values to unpack in for loop; got {length}. ")
    return tuple(item)


def known(**variables: object) -> dict[str, object]:
    """Those of some variables that have been set."""
    return {name: value for name, value in variables.items() if value is not MISSING}


def set_by(node: Node, name: str, context: BaseContext, variables: dict[str, object]) -> object:
    """What a tag sets a variable to, where some variables have these values."""
    with context.push(variables):
        node.render_annotated(context)
        return context.dicts[-1].get(name, MISSING)


def url(context: BaseContext, name: str, args: list, kwargs: dict) -> str:
    """What `{% url %}` gives. Raises `NoReverseMatch`."""
    if ":" in name or kwargs or not all(type(arg) is str for arg in args):
        return reverse(name, args=args, kwargs=kwargs, current_app=_application(context))
    return _url(name, tuple(map(str, args)), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=4_096)
def _url(name: str, args: tuple[str, ...], prefix: str, urlconf: str) -> str:
    return reverse(name, args=args)


def _application(context: BaseContext) -> str | None:
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    return getattr(request, "current_app", getattr(match, "namespace", None))


_static_urls: WeakKeyDictionary = WeakKeyDictionary()


def static(path: str) -> str:
    """What `{% static %}` gives, escaped."""
    storage = staticfiles_storage
    storage.base_url  # noqa: B018  sets the storage up
    urls = _static_urls.setdefault(storage._wrapped, {})
    key = (path, settings.DEBUG)
    if key not in urls:
        urls[key] = conditional_escape(storage.url(path))
    return urls[key]
