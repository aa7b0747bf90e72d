"""What few said that is serious: staff see it, and only approved words of a reviewer are told."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.disclosure import ReleasedTables
from analysis.summarize import serious_rows, summarize
from analysis.verify import verify
from tests.analysis.summarize.record import QUESTION, made

NAMES = pd.DataFrame(
    {
        "theme": ["t1", "t2", "t3"],
        "name": ["force", "rides", "holds"],
        "serious": [True, False, True],
    }
)


def lines() -> pd.DataFrame:
    """Return few lines of t1, few of t2, many of t3."""
    rows = [("s1", "p1", "t1"), ("s2", "p1", "t1"), ("s3", "p2", "t1"), ("s4", "p3", "t2")]
    rows += [(f"m{i:02d}", f"q{i}", "t3") for i in range(11)]
    frame = pd.DataFrame(rows, columns=["segment", "person", "theme"])
    frame["text"] = "words of " + frame["segment"]
    frame["consent"] = ["paraphrased", "counted", "quoted", "quoted", *["counted"] * 11]
    return frame


def test_few_people_of_a_serious_theme_are_listed_and_counted_as_people() -> None:
    found = serious_rows(lines(), NAMES)
    assert found["segment"].tolist() == ["s1", "s2", "s3"]
    assert set(found["people"]) == {2}
    assert found["may_paraphrase"].tolist() == [True, False, True]
    assert set(found["name"]) == {"force"}


def test_ten_people_are_few_and_eleven_are_not() -> None:
    told = lines()
    ten = told[told["segment"] != "m03"]
    assert (serious_rows(ten, NAMES)["theme"] == "t3").sum() == 10
    assert (serious_rows(told, NAMES)["theme"] == "t3").sum() == 0


def test_a_safety_flag_is_listed_however_large_its_theme() -> None:
    flagged = lines().assign(safety=["", "", "", "alleges_misconduct", *[" "] * 10, "crisis"])
    found = serious_rows(flagged, NAMES)
    assert dict(zip(found["segment"], found["why"], strict=True)) == {
        "s1": "rare theme",
        "s2": "rare theme",
        "s3": "rare theme",
        "s4": "alleges_misconduct",
        "m10": "crisis",
    }


APPROVED = pd.DataFrame(
    {
        "paraphrase": ["b", "a"],
        "text": ["Somebody was held down and hurt.", "An officer took somebody's papers."],
        "author": ["Noor", "Ana"],
        "consent": ["quoted", "paraphrased"],
    }
)


def test_approved_words_are_told_with_their_author_and_nothing_of_who_spoke() -> None:
    record = made()
    summary = summarize(
        record.released, record.themes, record.quotes, QUESTION, paraphrases=APPROVED
    )
    told = summary.section("serious")
    assert [claim.text for claim in told[1:]] == [
        "An officer took somebody's papers. (In the words of Ana.)",
        "Somebody was held down and hurt. (In the words of Noor.)",
    ]
    assert all(claim.sources == () and claim.numbers == {} for claim in told)
    assert verify(summary, record.released, paraphrases=APPROVED) == ()
    failures = verify(summary, record.released, paraphrases=APPROVED.head(1))
    assert [(failure.what, failure.id) for failure in failures] == [("paraphrase", "serious-2")]
    assert "papers" not in str(failures)
    assert not made().summary.section("serious")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"consent": "counted"}, "consent"),
        ({"author": " "}, "author"),
        ({"text": ""}, "words"),
        ({"text": "Two of 14 said so."}, "numbers"),
        ({"text": "٣ said so."}, "numbers"),
    ],
)
def test_words_without_consent_or_author_or_with_numbers_are_refused(
    changed: dict[str, str], what: str
) -> None:
    themes = pd.DataFrame(columns=["theme", "name", "description", "keywords"])
    record = made(n=60)
    with pytest.raises(ValueError, match=f"{what}.*: b, a"):
        summarize(
            ReleasedTables((), 11),
            themes,
            record.quotes,
            QUESTION,
            paraphrases=APPROVED.assign(**changed),
        )


def test_columns_that_are_missing_are_named() -> None:
    with pytest.raises(ValueError, match="serious"):
        serious_rows(lines(), NAMES.drop(columns="serious"))
