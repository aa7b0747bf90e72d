"""An XLSForm as a definition of ours, with what could not be held."""

from dataclasses import dataclass
from typing import Any

from community_voice.collect.xlsform.asking import Asker
from community_voice.collect.xlsform.columns import OWN, SHEETS, TITLES, Column, read_columns, snake
from community_voice.collect.xlsform.expressions import read_expression
from community_voice.collect.xlsform.layout import Item, Layout, lay_out
from community_voice.collect.xlsform.lists import Lists, read_lists, say_of_used
from community_voice.collect.xlsform.notices import Notice, Notices
from community_voice.collect.xlsform.own import apply, read_own
from community_voice.collect.xlsform.reading import Cells, Form
from community_voice.collect.xlsform.rows import SHOWN, read_rows
from community_voice.collect.xlsform.sections import Building, build
from community_voice.collect.xlsform.terms import Unmapped
from community_voice.collect.xlsform.tongues import Tongues, settle

# Settings that tell where or how another system keeps answers.
NOT_DONE = {"public_key", "submission_url", "auto_send", "auto_delete"}
Definition = dict[str, Any]


@dataclass
class Imported:
    """A definition; `rows` are all that hold anything, `held` those of which nothing was lost."""

    definition: Definition
    notices: list[Notice]
    rows: int
    held: int

    @property
    def languages(self) -> list[str]:
        """Return the form's languages."""
        return list(self.definition["languages"])


def import_form(form: Form, source_language: str = "en", bare_language: str = "") -> Imported:
    """Read a form; `source_language` is that of words whose column names no language.

    `bare_language` is theirs where a form that we wrote gives them another one.
    """
    notices = Notices()
    settings = _settings(form, notices)
    said = read_own("".join(text for key, text in settings.items() if key.startswith(OWN)))
    if said is None:
        notices.note("settings", 2, OWN, "own_column")
    said = said or {}
    for unread in form.unread:
        notices.note(*unread)
    columns = {name: read_columns(name, getattr(form, name).header) for name in SHEETS}
    bare_language = said.pop("bare_language", "") or bare_language
    source_language = said.get("source_language") or source_language
    tongues = _tongues(form, columns, settings, source_language, bare_language)
    lists = read_lists(
        read_rows("choices", form.choices, columns["choices"], tongues, notices), notices
    )
    rows = read_rows("survey", form.survey, columns["survey"], tongues, notices)
    layout = lay_out(rows, lists, notices)
    filters = frozenset(column.header for column in columns["choices"])
    building = Building(Asker(layout.targets, notices, filters))
    _drop_unreadable(layout, building.asker)
    build(layout, building)
    say_of_used(lists, notices)
    _say_of_languages(tongues, notices)
    definition = _definition(
        building, tongues, settings, _kept(form, columns, tongues, lists, building)
    )
    apply(definition, said)
    beyond = {(sheet, row) for sheet, row, _column, why in form.unread if why == "after_gap"}
    total = len(beyond) + sum(
        1
        for sheet in (form.survey, form.choices, form.settings)
        for row in sheet.rows
        # A row that holds our own column alone was not in the form that came in.
        if any(not header.startswith(OWN) for header in row)
    )
    return Imported(definition, notices.listed, total, total - len(notices.lost))


def _settings(form: Form, notices: Notices) -> Cells:
    """Return the first row of settings, and say what is not done with it."""
    filled = [(number, row) for number, row in enumerate(form.settings.rows, start=2) if row]
    for number, _row in filled[1:]:
        notices.note("settings", number, "", "one_settings_row")
    for number, row in filled[:1]:
        for header in row:
            if snake(header) in NOT_DONE:
                notices.note("settings", number, header, "settings_key", header)
            elif snake(header) not in TITLES and not header.startswith(OWN):
                notices.note("settings", number, header, "kept_setting", header)
    for name in [*form.extra, *form.others]:
        notices.note(name, 0, "", "other_sheet", name)
    return dict(filled[0][1]) if filled else {}


def _tongues(
    form: Form, columns: dict[str, list[Column]], settings: Cells, source: str, bare: str
) -> Tongues:
    names: dict[str, set[str]] = {}
    rows: list[tuple[str, dict[str, str]]] = []
    for sheet, found in columns.items():
        shown: dict[str, list[Column]] = {}
        for column in found:
            if column.key in SHOWN:
                names.setdefault(column.language, set()).add(f"{sheet} {column.key}")
                shown.setdefault(column.key, []).append(column)
        for row in getattr(form, sheet).rows if shown else ():
            for key, each in shown.items():
                cells = {c.language: row[c.header] for c in each if c.header in row}
                rows += [(key, cells)] if cells else []
    default = next((v for key, v in settings.items() if snake(key) == "default_language"), "")
    return settle(names, default, source, rows, bare)


def _say_of_languages(tongues: Tongues, notices: Notices) -> None:
    for name in tongues.guessed:
        notices.note("survey", 1, "label", "language_guessed", name)
    for name in tongues.doubled:
        notices.note("survey", 1, "label", "language_given", tongues.of_headers[name])


def _drop_unreadable(layout: Layout, asker: Asker) -> None:
    """Let go of calculations that are no rule of ours, and of those that read them."""
    waiting = [i for i in layout.items if i.step == "ask" and i.kind.type == "calculated"]
    for _round in range(20):
        failed = [item for item in waiting if _refuse(item, asker)]
        if not failed:
            return
        waiting = [item for item in waiting if item.step == "ask"]


def _refuse(item: Item, asker: Asker) -> bool:
    """Drop a calculation that cannot be read."""
    raw = item.row.known.get("calculation", "")
    if item.row.own.get("settings", {}).get("calculate"):
        return False
    try:
        read_expression(raw, asker.here(item))
    except Unmapped as reason:
        column = "calculation" if raw else ""
        asker.notices.note("survey", item.row.number, column, reason.reason, reason.what)
        assert item.target is not None
        item.step, item.target.kind = "drop", "dropped"
        return True
    return False


def _kept(
    form: Form,
    columns: dict[str, list[Column]],
    tongues: Tongues,
    lists: Lists,
    building: Building,
) -> dict[str, Any]:
    """Return what an export needs to write the form as it was."""
    titled = {section["code"] for section in building.sections}
    for code, texts in building.titles.items():
        if code not in titled and texts:
            building.groups[code].update(texts)
    kept: dict[str, Any] = {
        "columns": {
            name: [column.header for column in sheet if column.key != OWN]
            for name, sheet in columns.items()
            if sheet
        },
        "languages": tongues.of_headers,
        "groups": {code: found for code, found in building.groups.items() if found},
        "rows": building.dropped,
        "lists": {
            found.name: [choice.row.cells for choice in found.choices]
            for found in lists.by_name.values()
            if not found.used
        },
        "stray": [row.cells for row in lists.stray],
        "settings": [
            plain
            for row in form.settings.rows
            if (plain := {key: v for key, v in row.items() if not key.startswith(OWN)})
        ],
        "setting_columns": [h for h in form.settings.header if not h.startswith(OWN)],
        "sheets": {
            name: {"header": sheet.header, "rows": sheet.rows} for name, sheet in form.extra.items()
        },
    }
    return {key: value for key, value in kept.items() if value}


def _definition(
    building: Building, tongues: Tongues, settings: Cells, kept: dict[str, Any]
) -> Definition:
    title = next((v for key, v in settings.items() if snake(key) in TITLES), "")
    found: Definition = {
        "source_language": tongues.source,
        "languages": tongues.languages,
        "settings": {"xlsform": kept},
    }
    if title:
        found["title"] = {tongues.source: title}
    found["sections"] = building.sections
    return found
