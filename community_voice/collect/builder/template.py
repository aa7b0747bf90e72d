"""Template surveys: written by hand, kept as JSON, read as they are."""

import json
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from community_voice.errors import NotFound

LIBRARY = Path(__file__).parent / "library"
TEMPLATES = {
    "when-you-need-help": LIBRARY / "when_you_need_help.json",
    "common-ground": LIBRARY / "common_ground.json",
}

Template = dict[str, Any]


def load_template(slug: str) -> Template:
    """Return a template: slug, source_language, languages, texts and sections."""
    file = TEMPLATES.get(slug)
    if file is None:
        raise NotFound(_("There is no survey template by that name."))
    template: Template = json.loads(file.read_text(encoding="utf-8"))
    return template
