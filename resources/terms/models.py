"""Other names of tags, topics, publishers and authors, those they gave up among them, and merges of two of them.

Addresses a term once had are not here, but with those of renamed terms: `pillars.models.FormerAddress`. Only an author
has no row of its own to name there, so that the key of one who was renamed or merged is an `Alias` as well.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from icpr.lib.shown_in import NOWHERE, ShownIn
from icpr.lib.text.fields import Name
from icpr.operations.models import Operation
from pillars.models import Topic
from resources.models import Publisher, Tag
from resources.models.people import author_key
from resources.models.tags import tag_key

LONGEST_KEY = 200
MERGE = "terms.merge_terms"


class TermKind(models.TextChoices):
    """What has other names and can be merged."""

    TAG = "tag", "Tag"
    TOPIC = "topic", "Topic"
    PUBLISHER = "publisher", "Publisher"
    AUTHOR = "author", "Author"

    @property
    def model(self) -> type[models.Model] | None:
        """The table whose rows are such terms; None for authors, who are names on by-lines."""
        return TERM_MODELS.get(self)

    def key_of(self, name: str) -> str:
        """What names of this kind are compared by: those with one key are one name."""
        return author_key(name) if self is TermKind.AUTHOR else tag_key(name)


TERM_MODELS = {TermKind.TAG: Tag, TermKind.TOPIC: Topic, TermKind.PUBLISHER: Publisher}


class AliasQuerySet(QuerySet):
    def of_term(self, term: models.Model):
        """The other names of a tag, topic or publisher."""
        return self.filter(kind=kind_of(type(term)), term=term.pk)

    def with_present_name(self):
        """With `now`: what the term each stands for is called; None where that is gone."""
        names = [
            When(kind=kind, then=Subquery(model.objects.filter(pk=OuterRef("term")).values("name")[:1]))
            for kind, model in TERM_MODELS.items()
        ]
        return self.annotate(now=Case(*names, default="author_name", output_field=models.CharField()))

    def keys_now(self, keys: list[str]) -> dict[str, str]:
        """Former key of an author → present key, for those of some keys that lead on to one."""
        found = self.filter(kind=TermKind.AUTHOR, key__in=[key for key in keys if "\x00" not in key])
        return dict(found.values_list("key", "author"))


class Alias(models.Model):
    """Another name of a term: an acronym, a spelling, or the name it had before.

    A search for it finds what the term describes, and whoever types it as a term means that one. A name that a term has
    now wins over an alias. key: what it is compared by. term: the primary key of the term's row; for an author, who has
    none, `author` is the key they have now and author_name how they are written.
    """

    kind = models.CharField(max_length=10, choices=TermKind)
    name = Name(max_length=200, help_text="As people write it: “IACP”.")
    key = models.CharField(max_length=LONGEST_KEY, editable=False)
    term = models.PositiveBigIntegerField(null=True, editable=False)
    author = models.CharField(max_length=LONGEST_KEY, blank=True, editable=False)
    author_name = models.CharField(max_length=200, blank=True, editable=False)
    is_former = models.BooleanField("had it before", default=False, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AliasQuerySet.as_manager()
    shown_in = ShownIn(
        search=("kind", "name", "term", "author_name"), hidden=("key", "author", "is_former", "added_at")
    )

    class Meta:
        verbose_name = "other name"
        ordering = ["name", "pk"]
        permissions = [("merge_terms", "Can merge and rename tags, topics, publishers and authors")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="alias_once_per_kind"),
            models.CheckConstraint(
                condition=Q(term__isnull=False, author="", author_name="")
                | Q(term__isnull=True) & ~Q(author="") & ~Q(author_name=""),
                name="alias_of_one_term",
            ),
        ]
        indexes = [models.Index(fields=["kind", "term"], name="alias_of_term")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.key = TermKind(self.kind).key_of(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.kind not in TermKind.values:  # said with the field
            return
        kind = TermKind(self.kind)
        same = Alias.objects.filter(kind=kind, key=kind.key_of(self.name)).exclude(pk=self.pk).with_present_name()
        if found := same.first():
            raise ValidationError({"name": f"“{found.name}” is another name of “{found.now}” already."})


class Merge(models.Model):
    """Two terms that were made one, as an operation. What it changed of records is in the history of each.

    gone: the columns of the row that was deleted, its former addresses under "slugs" and the primary keys of its other
    names under "aliases", so that it comes back whole; of an author, the key and the name under "key" and "name".
    kept: the primary key of the row that stays; kept_name: what it was called. is_undone: both terms are there again.
    """

    operation = models.OneToOneField(Operation, models.CASCADE, related_name="merge")
    kind = models.CharField(max_length=10, choices=TermKind)
    gone = models.JSONField()
    gone_name = models.CharField(max_length=200)
    kept = models.PositiveBigIntegerField(null=True)
    kept_name = models.CharField(max_length=200)
    is_undone = models.BooleanField(default=False)

    shown_in = NOWHERE

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept_name}"


class Distinct(models.Model):
    """Two terms that look alike and are not the same, as somebody decided: they are proposed no more.

    one, other: their primary keys, or the keys of two authors, the lower first as texts.
    """

    kind = models.CharField(max_length=10, choices=TermKind)
    one = models.CharField(max_length=LONGEST_KEY)
    other = models.CharField(max_length=LONGEST_KEY)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    shown_in = NOWHERE

    class Meta:
        verbose_name = "pair of distinct terms"
        verbose_name_plural = "pairs of distinct terms"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "one", "other"], name="distinct_once")]

    def __str__(self) -> str:
        return f"{self.one}, {self.other}"


def kind_of(model: type[models.Model]) -> TermKind:
    return next(kind for kind, each in TERM_MODELS.items() if issubclass(model, each))
