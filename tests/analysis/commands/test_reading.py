from pathlib import Path

import pytest

from analysis.commands.reading import UnreadableTable, read_table, require_columns


def written(folder: Path, content: bytes | str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_cells_stay_what_was_typed(tmp_path: Path) -> None:
    table = read_table(
        written(tmp_path, 'id,text\n007,"NA"\n1e5,"two\nlines, ""quoted"""\n,null\n')
    )
    assert table["id"].tolist() == ["007", "1e5", ""]
    assert table["text"].tolist() == ["NA", 'two\nlines, "quoted"', "null"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_usual_dialect_is_read(
    tmp_path: Path, delimiter: str, ending: str, mark: str
) -> None:
    lines = [delimiter.join(line) for line in (("id", "text"), ("1", "没有人来"), ("2", "نعم"))]
    table = read_table(written(tmp_path, mark + ending.join(lines) + ending))
    assert table.to_dict("list") == {"id": ["1", "2"], "text": ["没有人来", "نعم"]}


def test_a_tsv_that_quotes_nothing_keeps_its_quotation_marks(tmp_path: Path) -> None:
    content = 'id\ttext\n1\t"Help" was all she said\n2\t"Never\n'
    table = read_table(written(tmp_path, content, "answers.tsv"))
    assert table["text"].tolist() == ['"Help" was all she said', '"Never']


def test_blank_lines_and_short_rows_are_no_trouble(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "id,text,area\n\n1,hello\n,,\n2,bye,north\n"))
    assert table["area"].tolist() == ["", "north"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"id,text\n1,caf\xe9\n", "UTF-8"),
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"text,text\n1,2\n", "two columns named text"),
        (b"id,text\n1,a,b,c\n", "row 1 has 4 cells"),
        (b'id,text\n1,"never closed\n', "end of data"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    with pytest.raises(UnreadableTable, match=complaint) as caught:
        read_table(written(tmp_path, content))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match=r"nowhere\.csv"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableTable):
        read_table(tmp_path)


def test_a_missing_column_is_answered_with_those_that_exist(tmp_path: Path) -> None:
    path = written(tmp_path, "id,words\n1,hello\n")
    with pytest.raises(UnreadableTable, match="no column 'text'.*id, words"):
        require_columns(read_table(path), ["text", None], path)
