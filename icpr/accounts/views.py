"""Signing in, and who is signed in."""

from allauth.account.views import LoginView, password_change
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from icpr.accounts import second_factor
from icpr.accounts.models import Session
from icpr.audit.models import Event
from icpr.audit.recording import record


class SignIn(LoginView):
    def form_invalid(self, form) -> HttpResponse:
        response = super().form_invalid(form)
        if any(error.code == "braked" for error in form.non_field_errors().as_data()):
            response.status_code = 429
        return response


sign_in = SignIn.as_view()


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What staff do with their own account: password, second factor, sessions."""
    return render(request, "account/account.html", {"second_factor": second_factor.described(request.user)})


@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """allauth's page, which for an account without a password would lead to one that this site does not have."""
    if request.user.has_usable_password():
        return password_change(request)
    messages.error(request, "This account has no password to change. An administrator of the library can give it one.")
    return redirect("account")


@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Who is signed in, to who administers accounts; to others their own sessions. A POST with `handle` ends one."""
    found = Session.objects.signed_in().for_list()
    of_all = request.user.has_perm("auth.change_user")
    if not of_all:
        found = found.filter(user=request.user)
    shown = list(found)
    if request.method == "POST":
        chosen = [session for session in shown if session.handle == request.POST.get("handle")]
        for session in chosen:
            session.delete()
            record(Event.SESSION, request, subject=session.user.get_username(), detail=f"From {session.address}.")
            messages.success(request, f"A session of {session.user.get_username()} was ended.")
        return redirect("account_sessions")
    context = {"sessions": shown, "of_all": of_all, "current": request.session.session_key}
    return render(request, "account/sessions.html", context)


def busy(request: HttpRequest) -> HttpResponse:
    """Too many people are signing in at this moment; nothing was checked and nothing counted."""
    response = render(request, "429.html", status=429)
    response["Retry-After"], response["Cache-Control"] = "5", "no-store"
    return response
