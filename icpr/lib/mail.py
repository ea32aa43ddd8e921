"""Whether this site can send mail, the way it goes out, and the field for the address it goes to."""

import unicodedata

from django import forms
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.module_loading import import_string


def can_mail() -> bool:
    """Whether messages go anywhere: to a mail server, or in development to the terminal."""
    return bool(settings.MAIL_SERVER) or not settings.PRODUCTION


def connection() -> BaseEmailBackend:
    """What the settings name under MAILERS, not yet connected. Django 5.2 does not know that name, and 6.1 wants no
    other; what is made here is what `django.core.mail.mailers` makes there."""
    named = settings.MAILERS["default"]
    return import_string(named["BACKEND"])(alias="default", **named.get("OPTIONS", {}))


def send_now(subject: str, text: str, to: str) -> bool:
    """Send one message now. Returns whether it was taken. Raises OSError and SMTPException when it cannot be given."""
    return bool(connection().send_messages([EmailMessage(subject, text, to=[to])]))


def mailbox(address: str) -> str:
    """What limits count as one recipient: without case, the dots and the tag (`+...`) that most servers deliver alike.

    Two mailboxes that differ only in dots are counted together where a server tells them apart.
    """
    name, _, domain = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    domain = {"googlemail.com": "gmail.com"}.get(domain, domain)
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def check_spelling(address: str) -> None:
    """Raise ValidationError for an address that could be written in any number of ways, and so be counted as many, or
    that not every mail server can be told."""
    if not address.isascii():  # letters that Django takes for those they look like: the long s, the sign of kelvin
        raise forms.ValidationError("Give an e-mail address of plain letters: one before the @ is none.")
    if '"' in address or "[" in address:
        raise forms.ValidationError("Give an e-mail address without quotation marks and brackets.")


class MailboxField(forms.EmailField):
    """An e-mail address, its domain as mail servers see it: in ASCII and small letters."""

    default_validators = [validate_email, check_spelling]

    def __init__(self, **options):
        super().__init__(max_length=254, **options)

    def to_python(self, value) -> str:
        name, at, domain = super().to_python(value).rpartition("@")
        try:
            return f"{name}{at}{punycode(domain).lower()}"
        except UnicodeError as error:
            raise forms.ValidationError(validate_email.message, code="invalid") from error
