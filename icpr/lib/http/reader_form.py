"""Forms that anybody may send, without an account, a cookie or a script: what all of them have in common."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, QueryDict

from icpr.lib.mail import MailboxField, can_mail

NOT_FOR_YOU = "This field is for programs that fill in everything. Leave it empty and send the form again."


class SeeOther(HttpResponseRedirect):
    """The answer to a form stands elsewhere, to be read there (RFC 9110)."""

    status_code = 303


class TrapField(forms.CharField):
    """A field that no reader sees. Who fills it in is told so, for a browser may have done it by itself."""

    def __init__(self, **options):
        typed = forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
        super().__init__(**{"label": "Leave this field empty", "required": False, "widget": typed} | options)

    def clean(self, value) -> str:
        if super().clean(value):
            raise ValidationError(NOT_FOR_YOU)
        return ""


class ReaderForm(forms.Form):
    """A form whose sender may leave a mail address, where mail can be sent at all."""

    email = MailboxField(label="Your mail address (optional)", required=False)
    website = TrapField()

    def __init__(self, asked: QueryDict, *, is_sent: bool):
        """`asked` is the query of the page, or the form that was sent."""
        super().__init__(without_nul(asked) if is_sent else None)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # longer is said, not cut
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if not can_mail():
            del self.fields["email"]  # no letter would come


def without_nul(sent: QueryDict) -> QueryDict:
    """As it was sent, with a sign for each NUL, which no page may hold."""
    seen = sent.copy()
    for name, values in sent.lists():
        seen.setlist(name, [value.replace("\x00", "\ufffd") for value in values])
    return seen
