"""The private pages on which something is kept and ended: its addresses shown, sent, shared and replaced, whom to warn
before it is deleted, and deleting it."""

from collections.abc import Callable
from smtplib import SMTPException

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from icpr.kept.expiry import expires_on
from icpr.kept.kinds import KeptKind, nonce_in
from icpr.kept.models import Kept
from icpr.lib import tokens
from icpr.lib.http.forms import takes_form
from icpr.lib.http.private_pages import PrivatePages
from icpr.lib.http.site import absolute
from icpr.lib.mail import MailboxField, can_mail, send_now

MAIL = """This is the private address of a {called}:

{address}

Whoever has it can change the {name}. If you did not ask for this message, delete it.
"""
RENEWED = "This is the new private address. The old one leads nowhere any more: give the new one to whoever needs it."
ON_ITS_WAY = "The message is on its way."
NOT_SENT = "The message could not be sent. Copy the address instead."
NO_MORE = "No more messages can be sent just now. Copy the address instead, or try again tomorrow."
NO_MORE_WARNINGS = "This e-mail address was given for several {plural} today. Try again tomorrow."


class MailForm(forms.Form):
    email = MailboxField(label="Send it to this e-mail address")


class WarnForm(forms.Form):
    warn = MailboxField(required=False)

    def __init__(self, kind: KeptKind, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["warn"].label = f"Warn this e-mail address before the {kind.name} is deleted"


class KeepingViews:
    """The views of one kind. common: a row, its token and more → what every private page of the kind shows."""

    def __init__(self, kind: KeptKind, pages: PrivatePages, common: Callable[..., dict]):
        self.kind, self.common = kind, common
        self.addresses = pages.editors(self._addresses)
        self.share = pages.editors(pages.posted(self._share))
        self.renew = takes_form(pages.private(self._renew))
        self.mail = pages.correspondents(pages.posted(self._mail))
        self.warn = pages.editors(pages.posted(self._warn))
        self.delete = takes_form(pages.private(self._delete))
        self.deleted = pages.private(self._deleted)
        self._renewed = pages.editors(pages.posted(self._replace))
        self._erased = pages.editors(self._erase)

    def on_page(self, request: HttpRequest, token: str) -> dict:
        """What the page of addresses shows of this kind alone."""
        return {}

    def on_renewed(self, request: HttpRequest, response: HttpResponse, token: str, fresh: str) -> None:
        """Called when a private address was replaced by another."""

    def on_deleted(self, request: HttpRequest, response: HttpResponse, token: str) -> None:
        """Called when what was at an address is deleted."""

    def _addresses(self, request: HttpRequest, kept: Kept, token: str) -> HttpResponse:
        return self._page(request, kept, token, message=RENEWED if "renewed" in request.GET else "")

    def _page(self, request, kept, token, *, mail=None, warn=None, message="", code=200) -> HttpResponse:
        shared = self.kind.share_path(kept, token)
        context = self.common(
            kept,
            token,
            email=kept.email,
            private_url=absolute(self.kind.address("", token)),
            shared_url=absolute(shared) if shared else "",
            actions={page: self.kind.address(page, token) for page in ("mail", "renew", "share", "warn", "delete")},
            can_mail=can_mail(),
            mail=mail or MailForm(),
            warn=warn or WarnForm(self.kind, initial={"warn": kept.email}),
            expires_on=expires_on(kept),
            message=message,
        )
        context |= self.on_page(request, token)
        return render(request, self.kind.template("addresses"), context, status=code)

    def _share(self, request: HttpRequest, kept: Kept, token: str) -> HttpResponse:
        """Make a share address, replacing the one there was; or with `revoke` leave none."""
        if "revoke" in request.POST:
            kept.share_hash, kept.share_sealed = None, ""
        else:
            fresh = self.kind.derived(request, "share", token)
            kept.share_hash, kept.share_sealed = tokens.hash_of(fresh), self.kind.seal(fresh, token)
        kept.save(update_fields=["share_hash", "share_sealed"])
        return redirect(self.kind.address("addresses", token))

    def _renew(self, request: HttpRequest, token: str) -> HttpResponse:
        """A new private address; the old one is no address any more. Sent twice, the form leads to the same new one."""
        fresh = self.kind.derived(request, "edit", token)
        there = f"{self.kind.address('addresses', fresh)}?renewed"
        if request.method == "POST" and self.kind.with_token(fresh):
            return redirect(there)
        response = self._renewed(request, token=token, fresh=fresh, there=there)
        if request.method == "POST" and response.status_code == 302:
            self.on_renewed(request, response, token, fresh)
        return response

    def _replace(self, request: HttpRequest, kept: Kept, token: str, fresh: str, there: str) -> HttpResponse:
        if shared := self.kind.share_token(kept, token):
            kept.share_sealed = self.kind.seal(shared, fresh)
        kept.edit_hash = tokens.hash_of(fresh)
        kept.save(update_fields=["edit_hash", "share_sealed"])
        return redirect(there)

    def _mail(self, request: HttpRequest, kept: Kept, token: str) -> HttpResponse:
        """Send the private address to whoever asks here for it. Sent twice, the form sends one message."""
        form, limits = MailForm(request.POST), self.kind.limits
        if not can_mail():
            raise Http404
        if not form.is_valid():
            return self._page(request, kept, token, mail=form, code=400)
        sending, address = (str(kept.pk), nonce_in(request)), form.cleaned_data["email"]
        if not limits.mail_once.is_over(*sending) and not limits.may_mail(request, kept, address):
            return self._page(request, kept, token, mail=form, message=NO_MORE, code=429)
        if limits.mail_once.take(*sending) and not self._sent(token, address):
            limits.mail_once.clear(*sending)  # so that it may be tried again
            return self._page(request, kept, token, mail=form, message=NOT_SENT, code=503)
        return self._page(request, kept, token, message=ON_ITS_WAY)

    def _sent(self, token: str, address: str) -> bool:
        """Whether the mail server took the message with the private address."""
        there = absolute(self.kind.address("", token))
        text = MAIL.format(called=self.kind.called, name=self.kind.name, address=there)
        try:
            return send_now(f"The private address of your {self.kind.called}", text, address)
        except (OSError, SMTPException):
            return False

    def _warn(self, request: HttpRequest, kept: Kept, token: str) -> HttpResponse:
        """Keep an e-mail address, only for the warning before what is here is deleted unused; an empty one removes
        it."""
        form = WarnForm(self.kind, request.POST)
        if not can_mail():
            raise Http404
        if not form.is_valid():
            return self._page(request, kept, token, warn=form, code=400)
        address = form.cleaned_data["warn"]
        if address not in {"", kept.email} and not self.kind.limits.may_be_warned(request, address):
            no_more = NO_MORE_WARNINGS.format(plural=self.kind.plural)
            return self._page(request, kept, token, warn=form, message=no_more, code=429)
        kept.email = address
        kept.save(update_fields=["email"])
        warned = f"{kept.email} will be warned before the {self.kind.name} is deleted."
        return self._page(request, kept, token, message=warned if kept.email else "No e-mail address is kept.")

    def _delete(self, request: HttpRequest, token: str) -> HttpResponse:
        """Erase it with all it holds; nothing of it is kept. Sent twice, the form is answered twice alike."""
        delete_token = tokens.derived_token(f"{self.kind.purpose}.delete", token)
        response = self._erased(request, token=token, delete_token=delete_token)
        if response.status_code == 404 and tokens.is_same(request.POST.get("delete_token", ""), delete_token):
            return response if self.kind.with_token(token) else redirect(f"{self.kind.name}-deleted")
        return response

    def _erase(self, request: HttpRequest, kept: Kept, token: str, delete_token: str) -> HttpResponse:
        if request.method != "POST":
            context = self.common(kept, token, number=kept.entries.count(), delete_token=delete_token)
            return render(request, self.kind.template("delete"), context)
        kept.delete()
        response = redirect(f"{self.kind.name}-deleted")
        self.on_deleted(request, response, token)
        return response

    def _deleted(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.kind.template("deleted"))
