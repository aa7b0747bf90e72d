import datetime
import sys
from pathlib import Path

import pandas as pd
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


def sample() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["007", None, "1e5"],
            "text": ["没有人来", "", 'two\nlines, "quoted"'],
            "n": pd.array([1, None, 9007199254740993], dtype="Int64"),
            "share": [1.0, None, 0.1],
            "asked": pd.array([True, None, False], dtype="boolean"),
            "day": [datetime.date(2026, 3, 1), None, datetime.date(1999, 12, 31)],
            "kind": pd.Categorical(["NA", None, "null"]),
        }
    )


def test_parquet_reads_as_the_same_table_written_as_csv(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an optional extra")
    frame = sample()
    frame.to_parquet(tmp_path / "answers.parquet")
    frame.to_csv(tmp_path / "answers.csv", index=False)
    table = read_table(tmp_path / "answers.parquet")
    assert table.to_dict("list") == read_table(tmp_path / "answers.csv").to_dict("list")
    assert table["n"].tolist() == ["1", "9007199254740993"]
    assert {type(cell) for cell in table.to_numpy().ravel()} == {str}


def test_a_parquet_file_is_known_by_its_bytes_and_keeps_its_index(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an optional extra")
    sample().dropna().set_index("id").to_parquet(tmp_path / "export.data")
    assert read_table(tmp_path / "export.data")["id"].tolist() == ["007", "1e5"]


def test_what_parquet_holds_that_is_no_text_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an optional extra")
    path = tmp_path / "answers.parquet"
    for value in (["a", "b"], b"raw", {"a": 1}):
        pd.DataFrame({"id": ["1"], "odd": [value]}).to_parquet(path)
        with pytest.raises(UnreadableTable, match="'odd' holds lists or bytes"):
            read_table(path)
    pd.DataFrame(index=range(2)).to_parquet(path)
    with pytest.raises(UnreadableTable, match="is empty"):
        read_table(path)


def test_half_a_parquet_file_is_said_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an optional extra")
    with pytest.raises(UnreadableTable, match="not a whole Parquet file") as caught:
        read_table(written(tmp_path, b"PAR1 and no more", "answers.parquet"))
    assert "\n" not in str(caught.value)


def test_without_pyarrow_the_reader_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UnreadableTable, match="pip install pyarrow, or save the table as CSV"):
        read_table(written(tmp_path, b"PAR1....PAR1", "answers.parquet"))


def test_whole_numbers_of_another_program_stay_whole_beside_missing_ones(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is an optional extra")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "answers.parquet"
    parquet.write_table(pyarrow.table({"n": [7, None, 9], "text": ["a", "b", "c"]}), path)
    assert read_table(path)["n"].tolist() == ["7", "", "9"]
