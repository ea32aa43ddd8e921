"""A capability URL that shows a draft to someone without an account:
revocable, until a day or until readers see the record."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from icpr.lib import tokens
from icpr.lib.http.secret_addresses import SecretConverter
from icpr.lib.shown_in import NOWHERE

PURPOSE = "resources.preview"
LIFETIME = timedelta(days=14)


class PreviewConverter(SecretConverter):
    """The token of a preview in a path; of one made until November 2026, the number of its row and a signature."""

    regex = rf"(?:[0-9]{{1,18}}:)?{SecretConverter.regex}"


def default_expiry():
    return timezone.now() + LIFETIME


class PreviewLinkQuerySet(models.QuerySet):
    def active(self):
        """Those that still show their record; the same answer as `PreviewLink.is_active`."""
        now = timezone.now()
        unseen = Q(resource__publish_at__isnull=True) | Q(resource__publish_at__gt=now)
        return self.filter(unseen, revoked_at__isnull=True, expires_at__gt=now)

    def for_token(self, token: str) -> "PreviewLink | None":
        """The link with this token, active or not, with its record; None when there is none."""
        link = self.filter(token_hash=tokens.hash_of(token)).select_related("resource").first()
        if link:
            link.token = token
        return link


class PreviewLink(models.Model):
    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="preview_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=default_expiry)
    revoked_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True, editable=False)
    token_sealed = models.CharField(max_length=tokens.SEALED_LENGTH, editable=False)

    objects = PreviewLinkQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Preview of {self.resource}"

    def save(self, **kwargs) -> None:
        """Saves it, the first time with a token."""
        if not self.token_hash:
            self.token = tokens.new_token()
            self.token_hash, self.token_sealed = tokens.hash_of(self.token), tokens.seal(self.token, PURPOSE)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        """Its address; "" when that cannot be shown again, because the site's secret has changed."""
        return reverse("preview", args=[self.token]) if self.token else ""

    @cached_property
    def token(self) -> str | None:
        """Its token; None when the site's secret, with which it was sealed, has changed."""
        return tokens.unseal(self.token_sealed, PURPOSE)

    @property
    def is_active(self) -> bool:
        """Whether it still shows its record: not revoked, its time not over, and readers have not seen the record."""
        in_time = self.revoked_at is None and self.expires_at > timezone.now()
        return in_time and not self.resource.has_been_public()

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
