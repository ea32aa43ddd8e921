"""The forms with a password: signing in, saying again who one is, a new password."""

import unicodedata

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from icpr.audit.recording import record_refusal

MOST_OF_NAME, MOST_OF_PASSWORD = 150, 4_096
SWITCHED_OFF = "This account is switched off. An administrator of the library can switch it on again."
NOT_STAFF = (
    "The password is right, but this account has no staff rights. "
    "Ask an administrator of the library to tick “Staff status” for it."
)


class LoginForm(allauth_forms.LoginForm):
    """User name and password. Everything else about an account is told only to who knows its password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Username"
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        self.fields["password"].validators.append(MaxLengthValidator(MOST_OF_PASSWORD))
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if self.is_bound and len(self.data.get("login", "")) > MOST_OF_NAME:  # a megabyte is not sent back
            self.data = self.data.copy()
            self.data["login"] = self.data["login"][: MOST_OF_NAME + 1]

    def clean_login(self) -> str:
        return unicodedata.normalize("NFKC", super().clean_login())

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.user and not (self.user.is_active and self.user.is_staff):
            reason = NOT_STAFF if self.user.is_active else SWITCHED_OFF
            record_refusal(self.request, subject=self.user.get_username(), detail=reason)
            raise ValidationError(reason, code="no-rights")
        return cleaned


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "New password"
        self.fields["password2"].label = "New password, once more"
        self.fields["oldpassword"].label = "Current password"
        _plain(self)

    def clean_oldpassword(self) -> str:
        """Checked as at sign-in, with its brakes."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter(context.request).reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


def _plain(form) -> None:
    """Labels instead of placeholders, and no password of a megabyte."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.validators.append(MaxLengthValidator(MOST_OF_PASSWORD))
