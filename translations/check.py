"""Check that every catalog is complete, current and unbroken; `--update` brings them up to date.

A catalog is stale when a string of the code is missing from it or untranslated, and broken
when a translation loses a placeholder or its markup. The catalogs of STAFF_LANGUAGES hold every
string; the others hold what residents and hosts read (resident.cfg).
"""

import argparse
import io
import re
import subprocess
import sys
from pathlib import Path

import polib
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from community_voice.locale import STAFF_LANGUAGES

ROOT = Path(__file__).parents[1]
POT = ROOT / "translations" / "messages.pot"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd%]|\{[a-z_]*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
KEYWORDS = ["-k", "_l", "-k", "lazy_gettext"]
# By the names of their folders; English is the source.
WHOLE = tuple(tag.replace("-", "_") for tag in STAFF_LANGUAGES if tag != "en")


def pybabel(*arguments: str) -> None:
    """Run pybabel and stop where it fails."""
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments]
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603  our own fixed arguments


def extract(target: Path, config: str = "babel.cfg") -> Catalog:
    """Extract the strings of code and templates, and return them as a catalog."""
    pybabel(
        *("extract", "-F", f"translations/{config}", *KEYWORDS, "--no-location", "--sort-output"),
        *("--project", "Community Voice", "--version", "1", "--omit-header"),
        *("-o", str(target), "."),
    )
    return read_po(io.BytesIO(target.read_bytes()))


def is_whole(path: Path) -> bool:
    """Say whether a catalog must hold staff's strings too."""
    return path.parents[1].name in WHOLE


def merge(path: Path, pot: Path) -> None:
    """Bring one catalog's messages up to date; its header stays (pybabel would drop ours)."""
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog.merge(polib.pofile(str(pot)))
    forms = int(catalog.metadata["Plural-Forms"].split("nplurals=")[1].split(";")[0])
    for entry in list(catalog):
        if entry.obsolete:
            catalog.remove(entry)
        elif entry.msgid_plural:
            entry.msgstr_plural = {n: entry.msgstr_plural.get(n, "") for n in range(forms)}
    catalog.sort(key=lambda entry: entry.msgid)
    catalog.save()


def strings(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return a message's forms, one for a plain string and several for a plural."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def faults(message: Message, translated: Message | None) -> list[str]:
    """Return what is wrong with one translation."""
    if translated is None:
        return ["missing"]
    if translated.fuzzy:
        return ["fuzzy: a person has not confirmed it"]
    source = strings(message.id)
    found = []
    for form in strings(translated.string):
        if not form:
            found.append("untranslated")
        elif sorted(PLACEHOLDER.findall(form)) not in [
            sorted(PLACEHOLDER.findall(s)) for s in source
        ]:
            # A plural form may leave its number out ("one person"), never add another.
            if not set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(source[-1])):
                found.append("placeholders differ")
            elif len(source) == 1:
                found.append("a placeholder is lost")
        if sorted(TAG.findall(form)) != sorted(TAG.findall(source[-1])) and form:
            found.append("markup differs")
    return found


def check(template: Catalog, path: Path) -> list[str]:
    """Return the faults of one catalog, a line each."""
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=path.parents[1].name)
    lines = []
    for message in template:
        if message.id:
            for fault in faults(message, catalog.get(message.id, message.context)):
                lines.append(f"{path.relative_to(ROOT)}: {fault}: {strings(message.id)[0]!r}")
    return lines


def main() -> int:
    """Check, or update; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write messages.pot and update .po")
    update = parser.parse_args().update
    instance = ROOT / "instance"
    instance.mkdir(exist_ok=True)
    fresh = POT if update else instance / "messages.fresh.pot"
    template = extract(fresh)
    for_residents = extract(instance / "resident.pot", "resident.cfg")
    catalogs = sorted(ROOT.glob("translations/*/LC_MESSAGES/messages.po"))
    if update:
        for path in catalogs:
            merge(path, fresh if is_whole(path) else instance / "resident.pot")
    problems = [
        line
        for path in catalogs
        for line in check(template if is_whole(path) else for_residents, path)
    ]
    committed = {m.id for m in read_po(io.BytesIO(POT.read_bytes()))} if POT.exists() else set()
    if {m.id for m in template} != committed:
        problems.append("translations/messages.pot is stale: run make messages")
    print(
        "\n".join(problems)
        or f"{len(catalogs)} catalogs, {len(template)} strings ({len(for_residents)} for"
        " residents): all current"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
