"""allauth as this site uses it: no sign-up, no mail, our own brakes, secrets sealed in the database."""

import logging
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.userkit import get_user_by_username
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from icpr.accounts import hashing, throttling
from icpr.audit.recording import record_refusal
from icpr.lib import tokens
from icpr.lib.http.caller import address_of

SEALED_FOR = "icpr.second-factor"

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "The username or the password is not right.",
        "incorrect_password": "The password is not right.",
        "enter_current_password": "The current password is not right.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def authenticate(self, request: HttpRequest, **credentials):
        """The account whose password is right, also one that is switched off, or None.

        Raises Braked, and Busy when too many passwords are being checked: then the try is not counted.
        """
        username = credentials["username"]
        throttling.refuse_if_braked(request, username)
        with hashing.place():
            throttling.count_password(request, username)
            user = super().authenticate(request, **credentials)
        if user:
            throttling.forgive_password(request, username)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """allauth's own limits would lock an owner out after a stranger's tries; `authenticate` has ours."""

    def authentication_failed(self, request: HttpRequest, **credentials) -> None:
        throttling.count_wrong(request)
        known = get_user_by_username(credentials["username"])
        subject = known.get_username() if known else "an unknown name"
        record_refusal(request, subject=subject, detail="Wrong password.")

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Not within ten minutes of signing in or of saying again who one is."""
        return not confirmed_within(context.request, app_settings.REAUTHENTICATION_TIMEOUT)


def confirmed_within(request: HttpRequest, seconds: int) -> bool:
    """Whether who is signed in showed a password or second factor within so many seconds, in this session."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < seconds


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That was not right. A code counts once, and only for half a minute.",
    }

    def get_totp_issuer(self) -> str:
        return "ICPR Resource Library"

    def _get_site_name(self) -> str:
        return "ICPR Resource Library"

    def encrypt(self, text: str) -> str:
        """Sealed with the site's secret, so that a copy of the database alone opens nothing."""
        return tokens.seal(text, SEALED_FOR)

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed; with another secret than the one it was sealed with, something that no code fits."""
        text = tokens.unseal(encrypted_text, SEALED_FOR)
        if text is None:
            log.warning("A second factor was sealed with another SECRET_KEY and must be reset.")
            return generate_totp_secret()
        return text

    def generate_authenticator_name(self, user, type) -> str:
        return "Passkey"
