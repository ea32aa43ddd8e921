"""What is made of a model's rows and kept in memory: a model says so by its attribute `shown_in`.

`resources.triggers` reads it: a change of what is named there makes a new version of the lists, of the search or of the
Blueprint, or of several; a change of any other field that is not `hidden` one of the pages.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShownIn:
    """lists: the fields that the lists, their counts and their suggestions are made of. search: those that
    what the search keeps in memory is made of. blueprint: those that what is kept of the Blueprint is made of.
    Relations to many are not named here: those that are facets are in the lists, and those of a model that names
    something under `blueprint` are in the Blueprint.

    written: the fields that are written out with a record (`Resource.as_dict`): its own, or those of rows that stand in
    it. hidden: those that no page of readers shows.

    gone: a field and the value it has in a row that readers saw and see no more. told_when_gone: the fields that pages
    tell of such a row, that one among them.

    only: a field and the value it has in every row that counts. by: the foreign key to the model whose `only` decides.
    record: the field that names the record a row belongs to: the versions of blocks of records change with it.
    public: whether pages show the rows at all.
    """

    lists: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    blueprint: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    told_when_gone: tuple[str, ...] = ()
    gone: tuple[str, str] | None = None
    only: tuple[str, str] | None = None
    by: str = ""
    record: str = ""
    public: bool = True


PAGES = ShownIn()  # on pages alone: nothing in memory is made of them
NOWHERE = ShownIn(public=False)
