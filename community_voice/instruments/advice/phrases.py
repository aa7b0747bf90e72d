"""The words and patterns that rules of advice look for, one JSON file a rule."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "phrases"


def phrases(name: str) -> dict[str, Any]:
    """Read the patterns of one rule, mostly by language."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Make one pattern that finds any of these, in capitals or not."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
