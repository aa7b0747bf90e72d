"""Write templates.pot from the template surveys, and bring every templates.po up to date.

`--check` writes nothing and fails where templates.pot is stale.
"""

import argparse
import io
import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from community_voice.collect.statements.definition import FILE as STATEMENTS
from community_voice.instruments.definition import text_paths
from community_voice.instruments.template import (
    CONTEXTS,
    LANGUAGES,
    TEMPLATES,
    read_template,
    texts_of,
)

ROOT = Path(__file__).parents[1]
POT = ROOT / "translations" / "templates.pot"
NEW_HEADER = """\
# {name} translation of Community Voice's template surveys.
# Not yet reviewed by a native speaker.
msgid ""
msgstr ""
"Project-Id-Version: Community Voice 0.1\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural};\\n"
"X-Reviewed-By-Native-Speaker: no\\n"
"""


def collect() -> Catalog:
    """Collect the English texts, each once, in the order in which people meet them."""
    catalog = Catalog(project="Community Voice", version="1")
    for slug in TEMPLATES:
        for path, text in texts_of(read_template(slug)):
            place = f"{slug}: {path}"
            catalog.add(text["en"], context=CONTEXTS.get(path), auto_comments=[place])
    for path, text in text_paths(json.loads(STATEMENTS.read_text(encoding="utf-8"))):
        catalog.add(text["en"], auto_comments=[f"statements: {path}"])
    return catalog


def write(catalog: Catalog, header: str) -> str:
    """Return a catalog as text under a header of its own."""
    target = io.BytesIO()
    write_po(target, catalog, width=0, omit_header=True)
    return header + "\n" + target.getvalue().decode()


def header_of(code: str, path: Path) -> str:
    """Return the header that a catalog has, or a new one."""
    if path.exists():
        return path.read_text(encoding="utf-8").split("\n\n", 1)[0] + "\n"
    empty = Catalog(locale=code)
    name = empty.locale.english_name if empty.locale else code
    return NEW_HEADER.format(name=name, code=code, plural=empty.plural_forms.rstrip(";"))


def update(code: str, template: Catalog) -> None:
    """Give a language's catalog today's texts; what it had translated stays."""
    path = ROOT / "translations" / code / "LC_MESSAGES" / "templates.po"
    header = header_of(code, path)
    had = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
    fresh = Catalog(locale=code)
    for message in template:
        if not message.id:
            continue
        old = had.get(message.id, message.context)
        fresh.add(
            message.id,
            old.string if old else "",
            context=message.context,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            flags=old.flags if old else (),
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write(fresh, header), encoding="utf-8")


def main() -> int:
    """Write or check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail where stale")
    template = collect()
    header = "# The texts of Community Voice's template surveys.\n"
    header += 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    text = write(template, header)
    if parser.parse_args().check:
        if not POT.exists() or POT.read_text(encoding="utf-8") != text:
            print("translations/templates.pot is stale: run translations/extract_templates.py")
            return 1
        return 0
    POT.write_text(text, encoding="utf-8")
    for language in LANGUAGES:
        update(language.replace("-", "_"), template)
    words = sum(len(str(message.id).split()) for message in template)
    print(f"{len(template)} texts, {words} words, {len(LANGUAGES)} catalogs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
