"""What is held out is imported by validation alone: by the import graph, by text, and while modules are loaded."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELD = "calibration.holdout"
PACKAGES = ("sim", "calibration")


def _name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _modules(root: Path) -> dict[str, Path]:
    return {_name(path, root): path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))}


def _may_see(name: str) -> bool:
    """Validation (a module or package whose name begins so), and what is held out itself."""
    part = [*name.split("."), ""][1]
    return name.startswith("calibration.") and (part == "holdout" or part.startswith("validation"))


def _package(name: str, path: Path) -> str:
    return name if path.name == "__init__.py" else name.rpartition(".")[0]


def imports(name: str, path: Path) -> set[str]:
    """Names of everything that a module imports, anywhere in it, relative imports resolved, parents included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = _package(name, path).split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return {part for item in found for part in _with_parents(item)}


def _with_parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def reached(name: str, modules: dict[str, Path]) -> set[str]:
    """Every module of the project that is loaded when this one is."""
    seen: set[str] = set()
    waiting = _with_parents(name)
    while waiting:
        present = waiting.pop()
        if present in seen or present not in modules:
            continue
        seen.add(present)
        waiting += imports(present, modules[present])
    return seen


def _texts(path: Path) -> list[str]:
    """Texts of a module that are no docstrings: what it could open or load by name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


MODULES = _modules(ROOT)
BLIND_CALIBRATION = [name for name in MODULES if name.startswith("calibration") and not _may_see(name)]


@pytest.mark.parametrize("name", BLIND_CALIBRATION)
def test_no_path_of_imports_leads_to_what_is_held_out(name: str) -> None:
    assert not {found for found in reached(name, MODULES) if found.startswith(HELD)}


def test_the_model_itself_imports_nothing_of_the_calibration() -> None:
    for name in MODULES:
        if name.split(".")[0] == "sim":
            assert not {found for found in imports(name, MODULES[name]) if found.split(".")[0] == "calibration"}, name


@pytest.mark.parametrize("name", BLIND_CALIBRATION)
def test_no_text_names_the_folders(name: str) -> None:
    words = ("holdout", "claims", "second_entry")
    assert not [text for text in _texts(MODULES[name]) for word in words if word in text]


LOADER = """
import importlib, sys
opened = []
def audit(event, arguments):
    if event == "open":
        opened.append(str(arguments[0]).replace("\\\\", "/"))
sys.addaudithook(audit)
for name in sys.argv[1:]:
    importlib.import_module(name)
    held = [found for found in sys.modules if (found + ".").startswith("calibration.holdout.")]
    files = [path for path in opened if "/calibration/holdout/" in path or "/calibration/claims/" in path]
    if held or files:
        sys.exit(f"{name} loads {held + files}")
from calibration.targets import load
load.load_targets(), load.load_left_out()
if [path for path in opened if "/calibration/holdout/" in path or "/calibration/claims/" in path]:
    sys.exit("reading the targets reads what is held out")
"""


def _load(*names: str, root: Path = ROOT) -> str:
    """What a fresh interpreter complains of when it imports these modules one after another."""
    done = subprocess.run([sys.executable, "-c", LOADER, *names], cwd=root, capture_output=True, text=True, check=False)
    return done.stderr.strip()


def test_importing_the_calibration_does_not_load_what_is_held_out() -> None:
    names = [name for name in BLIND_CALIBRATION if not name.endswith("__main__")]
    assert "calibration.targets.load" in names
    assert _load(*names) == ""


def test_the_loader_of_this_test_notices_an_import() -> None:
    assert "calibration.holdout.load loads" in _load("calibration.targets.load", "calibration.holdout.load")


def test_the_loader_of_this_test_notices_a_file_that_is_opened(tmp_path: Path) -> None:
    """Any file of the folder, the second entry too, however its path is made."""
    (tmp_path / "calibration" / "holdout").mkdir(parents=True)
    (tmp_path / "calibration" / "holdout" / "second_entry.csv").write_text("key\n", encoding="utf-8")
    (tmp_path / "calibration" / "__init__.py").write_text("", encoding="utf-8")
    peek = "from pathlib import Path\nfor path in Path(__file__).parent.glob('*/*.csv'):\n    path.read_text()\n"
    (tmp_path / "calibration" / "peek.py").write_text(peek, encoding="utf-8")
    assert "calibration.peek loads" in _load("calibration.peek", root=tmp_path)


PLANTED = {
    "plainly": "import calibration.holdout.load\n",
    "by name": "from calibration import holdout\n",
    "relatively": "from . import holdout\n",
    "inside a function": "def fit():\n    from calibration.holdout.load import load_holdouts as f\n    return f\n",
    "through another module": "from calibration.helper import thing\n",
}


@pytest.mark.parametrize("how", PLANTED)
def test_the_scan_notices_an_import_that_was_planted(how: str, tmp_path: Path) -> None:
    files = {
        "calibration/__init__.py": "",
        "calibration/holdout/__init__.py": "",
        "calibration/holdout/load.py": "load_holdouts = 1\n",
        "calibration/helper.py": "from calibration.holdout.load import load_holdouts as thing\n",
        "calibration/fit.py": PLANTED[how],
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    modules = _modules(tmp_path)
    assert {found for found in reached("calibration.fit", modules) if found.startswith(HELD)}
