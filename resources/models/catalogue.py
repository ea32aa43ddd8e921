"""One row that says which state of the catalogue this is."""

from functools import cache

from django.apps import apps
from django.db import connections, models, router, transaction

from icpr.lib.shown_in import NOWHERE

VERSIONS = ("list_version", "search_version", "blueprint_version", "page_version")


@cache
def _versions_sql() -> str:
    columns = ", ".join(Catalogue._meta.get_field(name).column for name in VERSIONS)
    return f"SELECT {columns} FROM {Catalogue._meta.db_table} WHERE id = 1"


def permanent_number(number: int) -> str:
    """A record's number as readers see it: "ICPR-000123"."""
    return f"ICPR-{number:06d}"


class Catalogue(models.Model):
    """The single row of catalogue-wide facts.

    The versions are opaque numbers that change in the same transaction as what they are of: `list_version` with all
    that the lists are made of, `search_version` with all that the search keeps of the records, `blueprint_version`
    with all that it keeps of the Blueprint, `page_version` with all else that any page shows. The triggers of
    `resources.triggers` write them. They are random rather than counted, so that a version seen before a rollback
    never comes back for other content.
    """

    list_version = models.BigIntegerField(default=0, editable=False, db_column="version")
    search_version = models.BigIntegerField(db_default=0, editable=False)
    analysis = models.PositiveSmallIntegerField(db_default=0, editable=False)  # that the stored words of all are of
    blueprint_version = models.BigIntegerField(db_default=0, editable=False)
    page_version = models.BigIntegerField(db_default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    shown_in = NOWHERE

    class Meta:
        verbose_name_plural = "catalogue"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="catalogue_has_one_row")]

    def __str__(self) -> str:
        return f"version {self.list_version}"

    @classmethod
    def versions(cls) -> tuple[int, int, int, int]:
        """(of the lists, of the search, of the Blueprint, of the pages), as they are now.

        Each page asks for them, and one that is kept for nothing else: in SQL, for a query set takes ten times as long
        to be made as the database to answer.
        """
        with connections[router.db_for_read(cls)].cursor() as cursor:
            cursor.execute(_versions_sql())
            if (found := cursor.fetchone()) is None:
                raise cls.DoesNotExist("The catalogue has no row: run migrate.")
        return found

    @classmethod
    def next_number(cls) -> int:
        """Take the next permanent number. Numbers are never used twice, not even after a delete."""
        with transaction.atomic():
            row = cls.objects.select_for_update().get(pk=1)
            highest = apps.get_model("resources.Resource").objects.aggregate(highest=models.Max("number"))["highest"]
            row.last_number = max(row.last_number, highest or 0) + 1
            row.save(update_fields=["last_number"])
            return row.last_number

    @classmethod
    def remember_number(cls, number: int) -> None:
        """Note a number that came with its record (a fixture, an import), so that it is not given out again."""
        cls.objects.filter(pk=1, last_number__lt=number).update(last_number=number)


class RecordBlock(models.Model):
    """A block of `SIZE` records that follow each other by primary key, as the triggers last saw it change.

    What is kept in memory of many records is brought up to date by reading anew the blocks whose versions have changed.
    A block has no row until something of it changes. The versions are random, as those of the catalogue are.
    """

    SIZE = 128

    number = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField()

    shown_in = NOWHERE

    def __str__(self) -> str:
        return f"block {self.number}"

    @classmethod
    def versions(cls) -> dict[int, int]:
        """The version of each block that has one, by its number: that of a record is its primary key // `SIZE`."""
        return dict(cls.objects.values_list("number", "version"))

    @classmethod
    def keys(cls, number: int) -> range:
        """The primary keys of the records of a block."""
        return range(number * cls.SIZE, (number + 1) * cls.SIZE)
