"""JSON that anybody may have written: a device of ours, or somebody who plays one."""

import json
from typing import Any


def read_json(text: bytes) -> Any:
    """Read JSON; None where it is none, or too deep to read."""
    try:
        return json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
