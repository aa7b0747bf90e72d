"""The script of pages with rules: one file, fetched when a form is touched for the first time.

`static/survey_live.js` is made of its parts, written short, by
`python -m community_voice.answering.live_script`.
"""

from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
PARTS = ("logic.js", "survey_rules.js")
LIVE = STATIC / "survey_live.js"


def make_live_script() -> str:
    """Return the parts one after the other, without indents, empty lines and comments."""
    lines = [
        line.strip()
        for part in PARTS
        for line in (STATIC / part).read_text(encoding="utf-8").splitlines()
    ]
    kept = [line for line in lines if line and not line.startswith("//")]
    head = f"// Made of {' and '.join(PARTS)} by answering/live_script.py."
    return "\n".join([head, *kept, ""])


if __name__ == "__main__":
    LIVE.write_text(make_live_script(), encoding="utf-8")
