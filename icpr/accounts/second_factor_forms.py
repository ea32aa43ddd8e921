"""The forms of the second factor: allauth's, with our brakes, a code that counts once in all processes, and no
credential that breaks a parser."""

import re

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from icpr.accounts import throttling

MOST_OF_CODE, MOST_OF_NAME, MOST_OF_CREDENTIAL = 64, 60, 16_000
# Escapes that PostgreSQL does not store; a browser's credential holds none.
NOT_STORABLE = re.compile(r"\\u(0000|[dD][89a-fA-F])")
# What fido2 raises for one that is made up, beside the ValueError that allauth expects.
UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class CodeBrakes:
    """Counts each try, forgives after a right one, and takes a code of an authenticator app once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.validators.append(MaxLengthValidator(MOST_OF_CODE))
        field.widget.attrs = {"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}

    def clean_code(self) -> str:
        throttling.count_code(context.request, self.user)
        try:
            code = super().clean_code()
            if self.is_of_app() and not throttling.use_up(self.user, code):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError:
            throttling.count_wrong(context.request, self.user)
            raise
        throttling.forgive_code(context.request, self.user)
        return code

    def is_of_app(self) -> bool:
        return self.authenticator.type == Authenticator.Type.TOTP


class AuthenticateForm(CodeBrakes, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeBrakes, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(CodeBrakes, totp.ActivateTOTPForm):
    def is_of_app(self) -> bool:
        return True


class CredentialField(forms.JSONField):
    """What a browser says of a passkey, bounded before it is parsed."""

    def to_python(self, value):
        wrong = get_adapter().validation_error("incorrect_code")
        if isinstance(value, str) and (len(value) > MOST_OF_CREDENTIAL or NOT_STORABLE.search(value)):
            raise wrong
        try:
            found = super().to_python(value)
        except RecursionError as error:
            raise wrong from error
        if not isinstance(found, dict):
            raise wrong
        return found

    def bound_data(self, data, initial) -> str:
        return ""  # what was sent is never sent back: it need not be text that can be written

    def prepare_value(self, value) -> str:
        return ""


class Credential:
    """A form with a passkey. What cannot be read is a wrong passkey, whatever the parser makes of it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)

    def parsed(self, parse):
        try:
            return parse()
        except ValidationError:
            raise
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeyBrakes(Credential):
    def clean_credential(self) -> Authenticator:
        throttling.count_code(context.request, self.user)
        try:
            authenticator = self.parsed(super().clean_credential)
        except ValidationError:
            throttling.count_wrong(context.request, self.user)
            raise
        throttling.forgive_code(context.request, self.user)
        return authenticator


class AuthenticateWebAuthnForm(PasskeyBrakes, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(PasskeyBrakes, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddWebAuthnForm(Credential, webauthn.AddWebAuthnForm):
    name = forms.CharField(
        max_length=MOST_OF_NAME, required=False, help_text="Where it is kept, for instance “work laptop”."
    )

    def clean(self) -> dict:
        return self.parsed(super().clean)


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(max_length=MOST_OF_NAME)
