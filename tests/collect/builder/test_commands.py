"""`flask engagement`, as an operator types it."""

from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from community_voice.instruments.template import load_template
from community_voice.store.engagement import engagement_named


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["engagement", *words])


def test_an_engagement_is_made_from_a_template_and_listed(app: Flask, session: Session) -> None:
    done = run(app, "create", "river", "--template", "when-you-need-help", "--open")
    assert (done.exit_code, done.output) == (0, "Made river (open): /river/\n")
    made = engagement_named(session, "river")
    titles = {row.language: row.text for row in made.wordings if row.path == "title"}
    assert titles["es"] == "Cuando usted necesita ayuda"
    spoken = load_template("when-you-need-help")["languages"]
    assert run(app, "list").output == f"river\topen\t{','.join(spoken)}\n"


def test_a_title_and_languages_may_be_given(app: Flask, session: Session) -> None:
    run(app, "create", "hill", "--title", "Hill", "--languages", "en, de", "--host", "City")
    made = engagement_named(session, "hill")
    assert (made.languages, made.host, made.state) == (["en", "de"], "City", "draft")
    assert [(row.path, row.language, row.text) for row in made.wordings] == [
        ("title", "en", "Hill")
    ]


def test_the_first_language_given_is_the_first_text_language(app: Flask, session: Session) -> None:
    words = ("--template", "when-you-need-help", "--languages", "es,ar")
    assert run(app, "create", "rio", *words).exit_code == 0
    assert engagement_named(session, "rio").source_language == "es"


def test_what_is_wrong_is_one_line(app: Flask, session: Session) -> None:
    for words in (["Not A Slug", "--title", "x"], ["river"], ["river", "--languages", "xx-yy"]):
        done = run(app, "create", *words)
        assert done.exit_code == 1
        assert done.output.startswith("Error: ")
        assert done.output.count("\n") == 1
