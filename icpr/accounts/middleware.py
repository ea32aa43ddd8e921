"""What happens around staff pages, and around no others."""

from allauth.account.middleware import AccountMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from icpr.accounts import second_factor
from icpr.accounts.hashing import Busy
from icpr.accounts.views import busy

ADDRESSES = ("/admin/", "/accounts/")
OPEN = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/")  # without the second factor that is required


def staff_pages(get_response):
    """allauth's middleware; a second factor before the admin, where one is required; sessions that are used go on;
    nothing of it is kept in a cache."""

    def signed_in(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        in_admin = path.startswith("/admin/") and not path.startswith(OPEN)
        if in_admin and request.user.is_authenticated and second_factor.is_missing(request.user):
            return redirect("mfa_index")
        response = get_response(request)
        request.session.note_use()
        return response

    with_allauth = AccountMiddleware(signed_in)

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ADDRESSES):
            return get_response(request)
        response = with_allauth(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Busy):
            return busy(request)
        return with_allauth.process_exception(request, exception)

    middleware.process_exception = process_exception
    return middleware
