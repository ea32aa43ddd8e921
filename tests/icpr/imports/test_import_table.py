"""A file is read in from a terminal as in the admin: the same dry run, the same deed, and codes for scripts."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from icpr.imports.models import Import, State
from icpr.operations.models import Operation
from pillars.models import Item
from resources.models import Resource
from tests.factories import make_item, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(db) -> User:
    return User.objects.create_superuser("root")


def run(tmp_path, text: str, *options: str, table: str = "item", user: str = "root") -> tuple[int, str]:
    """What the command ends with, and what it says."""
    path, out = tmp_path / "list.csv", StringIO()
    path.write_text(text)
    try:
        call_command("import_table", table, str(path), "--user", user, *options, stdout=out)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as ended:
        return ended.code, out.getvalue()


def test_works(tmp_path):
    make_item(number="1.1", effort="low")
    text = "number,effort\nItem 1.1,high\n"
    code, said = run(tmp_path, text)
    assert (code, Item.objects.get().effort) == (0, "low")
    assert "1 changed" in said
    assert "Nothing was changed. With --apply it is done." in said
    code, said = run(tmp_path, text, "--apply", "--why", "Read again")
    assert (code, Item.objects.get().effort) == (0, "high")
    assert (Operation.objects.get().reason, Operation.objects.get().user.username) == ("Read again", "root")
    assert run(tmp_path, text, "--apply")[0] == 0, "nothing is left to change"
    assert Operation.objects.count() == 1


def test_lines_that_are_not_taken_are_told(tmp_path):
    make_item(number="1.1")
    code, said = run(tmp_path, "number,effort\nItem 1.1,high\nItem 1.2,huge\n", "--apply")
    assert code == 1
    assert "Line 3, effort: “huge” is not one of" in said
    assert Item.objects.get().effort == "high"


@pytest.mark.parametrize(
    ("table", "user", "said"),
    [
        ("thing", "root", "There is no table “thing”"),
        ("item", "nobody", "no account"),
        ("item", "guest", "may not add"),
    ],
)
def test_what_cannot_begin_is_told(tmp_path, table, user, said):
    User.objects.create_user("guest", is_staff=True)
    code, told = run(tmp_path, "number\n", table=table, user=user)
    assert code == 2
    assert said in told
    assert not Import.objects.exists()


def test_questions_are_answered_by_options(tmp_path):
    text = "Name,Type,new until\nOne thing,report,3/4/2027\n"
    code, said = run(tmp_path, text, table="resource")
    assert (code, Import.objects.latest("pk").state) == (2, State.ASKING)
    assert "about its columns" in said
    assert "about its dates" in run(tmp_path, text, "--columns", table="resource")[1]
    code, said = run(tmp_path, text, "--columns", "Name=title", "--first", "day", "--apply", table="resource")
    assert code == 0, said
    assert str(Resource.objects.get().new_until) == "2027-04-03"


@pytest.mark.parametrize(
    ("choice", "code", "titles"), [("ask", 1, 1), ("skip", 0, 1), ("update", 0, 1), ("create", 0, 2)]
)
def test_likely_duplicates_are_decided_by_an_option(tmp_path, choice, code, titles):
    make_resource(title="A long title of a thing", published=False)
    text = "title,kind,annotation\nA LONG TITLE of a thing,report,New.\n"
    ended, said = run(tmp_path, text, "--duplicates", choice, "--apply", table="resource")
    assert (ended, Resource.objects.count()) == (code, titles), said
    assert Resource.objects.filter(annotation="New.").exists() == (choice in {"update", "create"})


def test_a_file_that_is_no_table_is_told(tmp_path):
    code, said = run(tmp_path, "%PDF-1.7 and so on")
    assert code == 2
    assert "no table that can be read" in said
