"""The house keeps its shape: who may import whom, and how long a file may grow. See docs/contributing.md."""

import ast
import re
from pathlib import Path

import pytest

from tests.icpr.layers import AREAS, LAYERS

ROOT = Path(__file__).parents[2]
OURS = ("icpr", "pillars", "resources")

APART = {
    "api.views",
    "views",
    "address_reports.views",
    "feedback.views",
    "curation.previews",
    "admin",
    "jobs",
    "management",
    "packages.views",
}


def modules() -> dict[str, Path]:
    paths = (path for app in OURS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


MODULES = modules()


def imports(path: Path) -> set[str]:
    """The modules of ours a file imports anywhere in it, by full name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports name the whole module"
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in whole}
    return {name for name in found if name.split(".")[0] in OURS}


def area(module: str) -> str:
    return next(name for name in AREAS if module == name or module.startswith(f"{name}."))


def part(module: str) -> str:
    """The part of its area a module belongs to; empty for the area's own package, or when it has no place."""
    inner = module.removeprefix(area(module)).strip(".").split(".")
    known = {name for row in LAYERS[area(module)] for name in row}
    names = [".".join(inner[:length]) for length in range(len(inner), 0, -1)]
    return next((name for name in names if name in known), "")


def layer(module: str) -> int:
    return next(number for number, row in enumerate(LAYERS[area(module)]) if part(module) in row)


def allowed(module: str, other: str) -> bool:
    if area(module) != area(other):
        return AREAS.index(area(module)) > AREAS.index(area(other))
    if not part(module) or not part(other):
        return True
    if area(module) == "resources" and {part(module), part(other)} <= APART:
        return part(module) == part(other)
    return layer(module) >= layer(other)


def test_works_one_way():
    wrong = [
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in imports(path)
        if not allowed(module, other)
    ]
    assert wrong == []


def test_the_rule_tells_wrong_from_right():
    assert allowed("resources.views", "resources.catalogue.list_page")
    assert not allowed("resources.models.resource", "resources.search")
    assert not allowed("resources.catalogue.selection", "resources.catalogue.list_page")
    assert not allowed("resources.admin.resources", "resources.views")
    assert not allowed("pillars.frame.views", "resources.models")
    assert not allowed("resources.catalogue.list_page", "icpr.views")
    assert not allowed("icpr.lib.folding", "pillars.models")
    assert not allowed("icpr.lib.folding", "icpr.lib.logs.formatters")
    assert not allowed("icpr.admin.editing", "pillars.models")
    assert allowed("pillars.plans.views.keeping", "icpr.limits.throttling")
    assert not allowed("pillars.plans.history", "pillars.plans.views.edit")
    assert not allowed("icpr.limits.models", "pillars.models")
    assert allowed("icpr.admin.exchange", "icpr.audit.recording")
    assert not allowed("icpr.lib.exchange.columns", "pillars.models")
    assert not allowed("icpr.audit.recording", "icpr.accounts.models")
    assert not allowed("icpr.lib.http.caller", "icpr.limits.throttling")
    assert allowed("resources.documents.store", "icpr.jobs.runner")
    assert not allowed("icpr.jobs.runner", "icpr.audit.recording")


def test_every_module_has_its_place():
    packages = {name.rpartition(".")[0] for name in MODULES}
    assert [name for name in MODULES if not part(name) and name not in packages] == []


def reaches_up(tree: ast.AST) -> list[int]:
    """Lines that get at a model of a higher area without an import: by a relation's model, for more than its names, or
    by the registry of apps. What a record's reverse relation holds may be asked: `pillar.resources.published()`."""
    named = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "_meta"}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (node.attr == "get_model" or (node.attr == "related_model" and id(node) not in named))
    ]


def test_the_frame_does_not_reach_up_by_relations():
    assert [
        f"{name}:{line}"
        for name, path in MODULES.items()
        if area(name) == "pillars"
        for line in reaches_up(ast.parse(path.read_text()))
    ] == []


def test_reaching_up_is_told_from_asking_a_relation():
    for wrong in ("relation.related_model.objects.published()", "apps.get_model('resources', 'Resource')"):
        assert reaches_up(ast.parse(wrong)), wrong
    for right in ("pillar.resources.published()", "link.related_model._meta.verbose_name"):
        assert not reaches_up(ast.parse(right)), right


# The folders of templates, lowest first: each may include and extend those of its own row and of the rows above it.
# Without a folder, "base.html" and what begins with "_" are for all ("base"), others are pages of the site ("site").
TEMPLATES = (
    ("base", "query", "mail", "kept"),
    ("pillars", "plans"),
    ("resources", "lists", "following", "feedback"),
    ("icpr", "admin", "account", "mfa", "site"),
)
USED = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def template_row(name: str) -> int:
    folder, _, page = name.rpartition("/")
    place = folder.partition("/")[0] or ("base" if page.startswith(("_", "base.")) else "site")
    return next(number for number, row in enumerate(TEMPLATES) if place in row)


def templates_used(text: str) -> list[str]:
    return USED.findall(text)


def test_templates_use_those_below():
    folder = ROOT / "templates"
    assert [
        f"{name} uses {used}"
        for path in folder.rglob("*.html")
        for name in [path.relative_to(folder).as_posix()]
        for used in templates_used(path.read_text())
        if (folder / used).exists()  # else it is a package's
        if template_row(used) > template_row(name)
    ] == []


def test_a_card_of_the_catalogue_is_not_the_frames_to_include():
    [used] = templates_used('{% for r in resources %}{% include "resources/_card.html" with bare=True %}{% endfor %}')
    assert template_row(used) > template_row("pillars/item.html") == template_row("plans/plan.html")


MAKES_STATES = {"tests.sample_catalogue.records"}  # writes sample rows in every state; asks for none


def names_a_state(node: ast.AST) -> bool:
    match node:
        case ast.Name(id="Status") | ast.alias(name="Status") | ast.Attribute(attr="Status"):
            return True
        case ast.keyword(arg="status__in", value=ast.Attribute(attr="values")):
            return False  # any state of a list of its own, such as how far an entry of a plan has come
        case ast.keyword(arg=str(name), value=value) if name.startswith("status"):
            is_number = isinstance(value, ast.Constant) and isinstance(value.value, int)
            is_code = isinstance(value, ast.Name) and value.id == "code"
            return not (name == "status" and (is_number or is_code))  # an HTTP status
    return False


def test_states_are_named_only_in_the_models():
    assert [
        f"{name}:{node.lineno}"
        for name, path in MODULES.items()
        if not name.startswith(("resources.models", "pillars.models"))
        for node in ast.walk(ast.parse(path.read_text()))
        if names_a_state(node)
    ] == []


def test_a_state_is_told_from_an_http_status():
    for wrong in ("filter(status=value)", "filter(status__in=code)", "Status.DRAFT"):
        assert any(map(names_a_state, ast.walk(ast.parse(wrong)))), wrong
    for right in ("render(status=410)", "render(status=code)"):
        assert not any(map(names_a_state, ast.walk(ast.parse(right)))), right


@pytest.mark.parametrize(
    ("folders", "pattern", "most"),
    [(OURS, "*.py", 250), (("tests",), "*.py", 400)],
)
def test_no_file_outgrows_its_job(folders, pattern, most):
    paths = [path for folder in folders for path in (ROOT / folder).rglob(pattern) if "migrations" not in path.parts]
    assert paths
    assert [path.name for path in paths if len(path.read_text().splitlines()) > most] == []


@pytest.mark.parametrize(("folder", "pattern"), [("templates", "*.html"), ("static/css", "*.css")])
def test_what_is_sent_is_read_line_by_line(folder, pattern):
    paths = [path for path in (ROOT / folder).rglob(pattern) if path.name != "site.css"]  # which only lists the others
    sources = {path.name: path.read_text() for path in paths}
    assert sources
    assert [name for name, source in sources.items() if len(source) > 4000] == []
    assert [name for name, source in sources.items() if any(len(line) > 120 for line in source.splitlines())] == []


STRING = re.compile(r"/\*.*?\*/|\"[^\"]*\"|\([^()]*(?:\([^()]*\)[^()]*)*\)", re.DOTALL)  # what a semicolon may stand in


def test_a_block_of_style_is_defined_in_one_file():
    """Two files that lay out one class would each change the pages of the other."""
    owners: dict[str, set[str]] = {}
    for path in (ROOT / "static/css/blocks").glob("*.css"):
        for name in re.findall(r"^\.([\w-]+) \{$", path.read_text(), flags=re.MULTILINE):
            owners.setdefault(name, set()).add(path.name)
    assert owners
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}


def test_each_declaration_of_a_stylesheet_has_its_line():
    for path in (ROOT / "static/css/blocks").glob("*.css"):
        for line in STRING.sub("", path.read_text()).splitlines():
            assert line.count(";") + line.count("{") + line.count("}") <= 1, f"{path.name}: {line}"


def test_nothing_new_stands_at_the_top():
    allowed = {
        *("manage.py", "icpr", "resources", "pillars", "templates", "static", "fixtures", "tests", "pyproject.toml"),
        *("README.md", "SECURITY.md", "uv.lock", "LICENSE", "Makefile", "docs", "deploy", "var"),
    }
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))} <= allowed
