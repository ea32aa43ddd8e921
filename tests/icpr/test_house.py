"""The house keeps its shape: who may import whom, and how long a file may grow. See docs/contributing.md."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("icpr", "pillars", "resources")

# Inside `resources`, lowest first: a part may import from its own row and from the rows above it in this table. The
# last row is the top, whose parts never import each other. A new module takes its place here.
LAYERS = (
    ("models", "readers"),
    ("search", "versioning"),
    ("facets", "criteria", "filters", "index", "selection", "related", "sentences", "shelves", "suggestions"),
    ("history", "history_text", "extraction", "opening", "sampling"),
    ("pages", "files", "search_log", "whole_lists"),
    ("views", "previews", "admin", "management"),
)
TOP = LAYERS[-1]
WIRING = {"resources.apps"}  # attaches the parts to Django, so it knows them all


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


AREAS = ("icpr.lib", "icpr.limits", "icpr.audit", "icpr.admin", "pillars", "resources", "icpr")  # lowest first


def area(module: str) -> str:
    return next(name for name in AREAS if module == name or module.startswith(f"{name}."))


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def layer(module: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part(module) in parts)


def allowed(module: str, other: str) -> bool:
    if area(module) != area(other):
        return AREAS.index(area(module)) > AREAS.index(area(other))
    if area(module) != "resources" or module in WIRING or not part(other):
        return True
    if part(module) in TOP and part(other) in TOP:
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
    assert allowed("resources.views", "resources.pages")
    assert not allowed("resources.models.resource", "resources.search")
    assert not allowed("resources.selection", "resources.pages")
    assert not allowed("resources.admin.records", "resources.views")
    assert not allowed("pillars.views", "resources.models")
    assert not allowed("resources.pages", "icpr.views")
    assert not allowed("icpr.lib.folding", "pillars.models")
    assert not allowed("icpr.admin.editing", "pillars.models")
    assert allowed("pillars.plans.addresses", "icpr.limits.throttling")
    assert not allowed("icpr.limits.models", "pillars.models")
    assert allowed("pillars.admin.exchange", "icpr.audit.recording")
    assert not allowed("icpr.audit.recording", "icpr.accounts.models")
    assert not allowed("icpr.lib.caller", "icpr.limits.throttling")


def test_every_module_of_the_catalogue_has_its_place():
    known = {name for parts in LAYERS for name in parts}
    homeless = {name for name in MODULES if area(name) == "resources" and part(name) and name not in WIRING}
    assert {part(name) for name in homeless} - known == set()


MAKES_STATES = {"resources.sampling.records"}  # writes sample rows in every state; asks for none


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
        if not name.startswith(("resources.models", "pillars.models")) and name not in MAKES_STATES
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
    [(OURS, "*.py", 300), (("tests",), "*.py", 400), (("templates",), "*.html", 60), (("static/css",), "*.css", 100)],
)
def test_no_file_outgrows_its_job(folders, pattern, most):
    paths = [path for folder in folders for path in (ROOT / folder).rglob(pattern) if "migrations" not in path.parts]
    assert paths
    assert [path.name for path in paths if len(path.read_text().splitlines()) > most] == []


def test_nothing_new_stands_at_the_top():
    allowed = {
        *("manage.py", "icpr", "resources", "pillars", "templates", "static", "fixtures", "tests", "pyproject.toml"),
        *("README.md", "SECURITY.md", "uv.lock", "LICENSE", "Makefile", "docs", "deploy", "var"),
    }
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))} <= allowed
