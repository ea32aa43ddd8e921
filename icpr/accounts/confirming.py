"""Pages that ask again who one is: where accounts, groups and permissions are changed."""

from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from icpr.accounts.adapters import confirmed_within

TO_SEND = 3_600  # seconds: a form that was opened in time can be filled in without haste


def recently_confirmed(view: Callable) -> Callable:
    """The view, after the password or second factor when neither was shown in the last ten minutes.

    A form that comes an hour after that is not taken: it may hold a password, which must not be kept aside.
    """

    @wraps(view)
    def confirmed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        seconds = TO_SEND if request.method == "POST" else app_settings.REAUTHENTICATION_TIMEOUT
        if not request.user.is_authenticated or confirmed_within(request, seconds):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            messages.warning(request, "Nothing was changed yet: say who you are, then send the form again.")
        methods = get_adapter(request).get_reauthentication_methods(request.user)
        if not methods:
            return view(request, *args, **kwargs)
        return redirect(f"{methods[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")

    return confirmed
