"""Free subject words. Our own tag and a through model with a real foreign key, so that history and facets can follow.

A tag is known by its `key`: near-equal names ("policía" and "Policia", "bias-free" and "bias free") are one tag.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import m2m_changed
from django.urls import reverse
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from icpr.lib.folding import fold, key_of, slug_of
from icpr.lib.natural_keys import remembered
from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Name, one_line
from pillars.models import Addressed

LONGEST_KEY = 200


def tag_key(name: str) -> str:
    """What tags are compared by; also of a name without letters, which forms refuse, but a file may bring."""
    return (key_of(name) or fold(name))[:LONGEST_KEY]


class KeyField(models.CharField):
    """The key of a tag's name, written with it. To the database it is a `CharField`."""

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, tag: "Tag", add: bool) -> str:
        tag.key = tag_key(tag.name)
        return tag.key


class TagManager(models.Manager):
    @remembered
    def get_by_natural_key(self, slug: str) -> "Tag":
        return self.get(slug=slug)

    def named(self, names: Iterable[str]) -> dict[str, "Tag"]:
        """Name as given → the tag it means, for those of the names that mean one; one query."""
        keys = {name: tag_key(name) for name in names}
        found = {tag.key: tag for tag in self.filter(key__in=set(keys.values()))} if keys else {}
        return {name: found[key] for name, key in keys.items() if key in found}


class Tag(Addressed, TagBase):
    name = Name(unique=True, max_length=100)
    key = KeyField(max_length=LONGEST_KEY, unique=True, editable=False)

    objects = TagManager()
    shown_in = ShownIn(lists=("name", "slug"), search=("name",), written=("name", "slug"), hidden=("key",))

    class Meta:
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        same = Tag.objects.filter(key=tag_key(self.name)).exclude(pk=self.pk).first()
        if same:
            raise ValidationError({"name": f"There is the tag “{same}”, which is the same to readers. Use that one."})

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Plain letters only: addresses here are ASCII, where taggit would keep an accent."""
        slug = slug_of(tag) or "tag"
        return f"{slug}-{i}" if i is not None else slug


class TagsOfRecord(_TaggableManager):
    """The tags of a record, for names as people write them: a near-equal one is the tag there is."""

    def _to_tag_model_instances(self, tags, tag_kwargs) -> list[Tag]:
        known = Tag.objects.named(tag for tag in tags if isinstance(tag, str))
        found = [known.get(tag) or self._made(tag) if isinstance(tag, str) else tag for tag in tags]
        return list(dict.fromkeys(found))

    def add(self, *tags, **kwargs) -> None:
        """As taggit adds them, with the signal `m2m_changed`; but all rows in one statement, where it takes four for
        each."""
        found = self._to_tag_model_instances(tags, {})
        held = self.through.objects.filter(**self._lookup_kwargs()).values_list("tag_id", flat=True)
        new = {tag.pk for tag in found}.difference(held)
        self._remove_prefetched_objects()
        told = {
            "sender": self.through,
            "instance": self.instance,
            "reverse": False,
            "model": Tag,
            "using": self.through.objects.db,
        }
        m2m_changed.send(action="pre_add", pk_set=new, **told)
        rows = [self.through(tag_id=pk, **self._lookup_kwargs()) for pk in sorted(new)]
        self.through.objects.bulk_create(rows, ignore_conflicts=True)
        m2m_changed.send(action="post_add", pk_set=new, **told)

    def remove(self, *tags) -> None:
        known = Tag.objects.named(tag for tag in tags if isinstance(tag, str))
        super().remove(*(known.get(tag, tag) for tag in tags))

    @staticmethod
    def _made(name: str) -> Tag:
        return Tag.objects.get_or_create(key=tag_key(name), defaults={"name": one_line(name)})[0]


class TaggedResource(ItemBase):
    content_object = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="tagged_items")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_items")

    objects = models.Manager()  # taggit's would have fixtures ask for each row by three queries whether it is there
    shown_in = ShownIn(
        lists=("content_object", "tag"),
        search=("content_object", "tag"),
        written=("content_object", "tag"),
        by="content_object",
        record="content_object",
    )

    class Meta:
        verbose_name = "tag of a resource"
        verbose_name_plural = "tags of resources"
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="tag_once_per_resource")]

    def natural_key(self) -> tuple[int, str]:
        return (self.content_object.number, self.tag.slug)
