"""A definition as an XLSForm that pyxform takes, and that comes back as it was."""

from collections.abc import Mapping
from typing import Any

from community_voice.collect.xlsform.importing import import_form
from community_voice.collect.xlsform.names import kept_of
from community_voice.collect.xlsform.own import difference, question_difference, write_own
from community_voice.collect.xlsform.reading import Form, Sheet
from community_voice.collect.xlsform.writing import Writer

Definition = Mapping[str, Any]
Part = Mapping[str, Any]


def export_form(definition: Definition) -> Form:
    """Return the sheets of a definition.

    What XLSForm has no words for stands in a column of our own, which is found by reading the
    sheets again and comparing: so an export always comes back whole.
    """
    writer = Writer(definition, flat=False)
    form = writer.write()
    got = _read_again(form, definition)
    if _shape(got) != _shape(definition):
        writer = Writer(definition, flat=True)
        form = writer.write()
        got = _read_again(form, definition)
    _say_differences(writer, got)
    return writer.form


def _read_again(form: Form, definition: Definition) -> Definition:
    bare = _bare_language(definition)
    return import_form(as_read(form), definition["source_language"], bare).definition


def _bare_language(definition: Definition) -> str:
    """Return the language of words whose column names none, where it is not the source."""
    tag = str(kept_of(definition).get("languages", {}).get("", ""))
    return "" if tag == definition["source_language"] else tag


def _shape(definition: Definition) -> list[tuple[str, list[str]]]:
    return [
        (section["code"], [question["code"] for question in section["questions"]])
        for section in definition["sections"]
    ]


def as_read(form: Form) -> Form:
    """Return a form as it comes out of a workbook: without blanks around words."""
    survey, choices, settings = (
        Sheet(
            sheet.header,
            [{key: text for key, raw in row.items() if (text := plain(raw))} for row in sheet.rows],
        )
        for sheet in (form.survey, form.choices, form.settings)
    )
    return Form(survey, choices, settings, form.extra)


def plain(text: str) -> str:
    """Return a cell's text as a workbook gives it back."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "".join(c for c in text if c >= " " or c in "\t\n").strip()


def _say_differences(writer: Writer, got: Definition) -> None:
    """Write into our own column what does not come back by itwriter."""
    said = difference(writer.definition, got, ("sections",))
    if "" in writer.kept.get("languages", {}):
        said["source_language"] = writer.definition["source_language"]
    if _bare_language(writer.definition):
        said["bare_language"] = _bare_language(writer.definition)
    for number, piece in enumerate(write_own(said), start=1):
        writer.settings["community_voice" + (f"_{number}" if number > 1 else "")] = piece
    for place, section in enumerate(writer.definition["sections"]):
        other = _at(got["sections"], place)
        _say(writer, "section", section["code"], difference(section, other, ("questions",)))
        for number, question in enumerate(section["questions"]):
            back = _at(other.get("questions", []), number)
            _say(writer, "question", question["code"], question_difference(question, back))


def _say(writer: Writer, what: str, code: str, said: Mapping[str, Any]) -> None:
    cells = writer.rows_of.get((what, code))
    if cells is not None:
        writer.survey.put_own(cells, write_own(said))


def _at(parts: list[Any], place: int) -> Any:
    return parts[place] if place < len(parts) else {}
