"""The direction of imports is held, and a web process starts light."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("analysis", "pandas", "numpy", "sklearn", "textblob", "community_voice.demo")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in ("community_voice", "analysis"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "wrong_import"),
    [
        ("community_voice/store/engagement.py", "import community_voice.staff.accounts"),
        ("community_voice/answering/recording.py", "import analysis"),
        ("analysis/tables.py", "import community_voice.store"),
        ("community_voice/locale.py", "import pandas"),
        ("community_voice/deliver/brief/checking.py", "from analysis.themes import Discover"),
    ],
)
def test_a_wrong_import_is_found(copy: Path, module: str, wrong_import: str) -> None:
    file = copy / module
    file.write_text(file.read_text() + f"\n{wrong_import}\n")
    found = lint_imports(copy)
    assert found.returncode != 0, found.stdout
    assert "BROKEN" in found.stdout, found.stdout + found.stderr


def test_every_import_goes_the_right_way(copy: Path) -> None:
    found = lint_imports(copy)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_web_process_starts_light(tmp_path: Path) -> None:
    code = f"import sys, wsgi; print([name for name in {HEAVY} if name in sys.modules])"
    environment = {"INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    started = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert started.stdout.strip() == "[]", started.stderr
