"""The import pages: who may pass, what is kept, and what the browser is shown."""

import csv
import io
import re
import secrets

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from community_voice.collect.importing.accepting import plain_name
from community_voice.collect.importing.mapping import ROLES, map_from_json
from community_voice.collect.importing.reading import refuse_heavy
from community_voice.collect.importing.work import store_batch
from community_voice.staff.accounts import ADMINISTRATOR, ANALYST
from community_voice.staff.service import create_account
from community_voice.store import Engagement, ImportBatch, Testimony
from tests.collect.importing.files import with_parts, workbook

LIST = "/staff/river-street/import"
PASSWORD = "seven quiet herons stand"
FILE = b"person,comment,area\nx,noise,North\ny,<script>alert(1)</script>,South\n"


def enter(client: FlaskClient, session: Session, role: str) -> FlaskClient:
    create_account(session, f"{role}@example.com", role, role, PASSWORD)
    session.commit()
    data = {"email": f"{role}@example.com", "password": PASSWORD}
    assert client.post("/staff/sign-in", data=data).status_code == 302
    return client


@pytest.fixture
def admin(client: FlaskClient, session: Session, engagement: Engagement) -> FlaskClient:
    return enter(client, session, ADMINISTRATOR)


def upload(client: FlaskClient, content: bytes = FILE, name: str = "a.csv") -> TestResponse:
    file = (io.BytesIO(content), name)
    return client.post(LIST, data={"file": file}, content_type="multipart/form-data")


def page_of(client: FlaskClient, response: TestResponse) -> str:
    assert response.status_code == 302, response.text
    return response.headers["Location"].split("#")[0]


def batch_at(session: Session, path: str) -> ImportBatch:
    session.expire_all()
    return session.get_one(ImportBatch, int(path.rsplit("/", 1)[1]))


def store(client: FlaskClient, session: Session, path: str) -> TestResponse:
    revision = batch_at(session, path).mapping["revision"]
    return client.post(f"{path}/store", data={"revision": revision})


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Hear of progress."""


@pytest.mark.parametrize("path", ["", "/1", "/1/errors.csv", "/1/store", "/1/cancel"])
def test_only_administrators_pass(
    client: FlaskClient, session: Session, engagement: Engagement, path: str
) -> None:
    method = client.post if path.endswith(("store", "cancel")) else client.get
    assert "/staff/sign-in" in method(LIST + path).headers["Location"]
    enter(client, session, ANALYST)
    assert method(LIST + path).status_code == 403


def test_a_file_goes_the_whole_way(admin: FlaskClient, session: Session) -> None:
    path = page_of(admin, upload(admin))
    looked_at = admin.get(path).text
    assert "2 people" in looked_at
    assert "&lt;script&gt;alert(1)" in looked_at
    assert "<script>alert(1)" not in looked_at
    assert session.scalar(select(func.count(Testimony.id))) == 0
    form = {"role-0": "person", "role-1": "text", "role-2": "group"}
    assert admin.post(path, data=form).status_code == 302
    assert "area</bdi>: 2 values" in admin.get(path).text
    assert store(admin, session, path).status_code == 302
    waiting = admin.get(path)
    assert waiting.headers["Refresh"] and "<progress" in waiting.text
    store_batch(session, batch_at(session, path), quiet)
    batch = batch_at(session, path)
    assert (batch.content, batch.people_stored) == (None, 2)
    batch.state = "done"
    session.commit()
    done = admin.get(path).text
    assert "2 people" in done and "/staff/river-street/themes" in done
    assert session.scalar(select(func.count(Testimony.id))) == 2


def test_what_is_left_out_is_said_before_it_is_stored(admin: FlaskClient) -> None:
    file = b"comment,,Floor,Empty,<i>Late</i>\n" + b"noise,,,,\n" * 30 + b"more,x,2nd, ,y\n"
    page = admin.get(page_of(admin, upload(admin, file))).text
    told = page.split("Left out:")[1].split("</p>")[0]
    names = re.findall(r"<bdi>(.*?)</bdi>", told)
    assert names == ["column B (no name)", "Floor", "&lt;i&gt;Late&lt;/i&gt;"]
    assert "This cannot be taken back." in page


def test_every_column_is_shown_until_words_are_chosen(admin: FlaskClient) -> None:
    page = admin.get(page_of(admin, upload(admin, b"Who,When,Said\nx,2026-03-01,ok\n"))).text
    preview = page.split('<table class="sheet">')[1]
    assert re.findall(r"<bdi>(\w+)</bdi>", preview) == ["Who", "When", "Said"]
    assert "This cannot be taken back." not in page


def test_a_workbook_that_unpacks_to_very_much_is_not_opened_by_a_page(
    admin: FlaskClient, session: Session
) -> None:
    words = secrets.token_hex(5 * 1024 * 1024).encode()
    for name, parts in {
        "extreme.xlsx": {"xl__worksheets__sheet2_DOT_xml": b" " * (11 * 1024 * 1024)},
        "large.csv": {f"xl__worksheets__s{n}_DOT_xml": b" " * (9 * 2**20) for n in range(8)},
    }.items():
        refused = upload(admin, with_parts(workbook([["comment"], ["noise"]]), **parts), name)
        assert refused.status_code == 400
        assert "unpacks to more" in refused.text
    assert session.scalar(select(func.count(ImportBatch.id))) == 0
    # Words of the same size are no trap, and neither is a small part of blanks.
    sound = {"xl__worksheets__s2_DOT_xml": words, "xl__worksheets__s3_DOT_xml": b" " * 2**20}
    refuse_heavy(with_parts(workbook([["comment"], ["noise"]]), **sound))


@pytest.mark.parametrize(
    ("header", "row", "guessed"),
    [
        ("Who,Kommentar,When", "x,zu laut,2026-03-01", {"person", "text", "date"}),
        ("Timestamp,Name,¿Comentario?", "2026-03-01,Ana,ruido", {"person", "text", "date"}),
        ("comment,May we quote?", "noise,quoted", {"text", "consent"}),
        ("id,comment", "1,noise", {"text"}),
        ("id,comment", "1,noise\n1,dust", {"person", "text"}),
    ],
)
def test_columns_are_guessed_by_names_that_people_use(
    admin: FlaskClient, session: Session, header: str, row: str, guessed: set[str]
) -> None:
    path = page_of(admin, upload(admin, f"{header}\n{row}\n".encode()))
    columns = map_from_json(batch_at(session, path).mapping)
    assert {role for role in ROLES if columns.columns(role)} == guessed


def test_the_second_upload_of_a_file_is_stopped(admin: FlaskClient, session: Session) -> None:
    first, second = page_of(admin, upload(admin)), page_of(admin, upload(admin, name="b.csv"))
    assert store(admin, session, first).status_code == 302
    late = store(admin, session, second)
    assert late.status_code == 409
    assert "being imported already" in late.text
    third = upload(admin)
    assert third.status_code == 409
    assert "being imported already" in third.text


def test_a_page_that_is_out_of_date_stores_nothing(admin: FlaskClient, session: Session) -> None:
    path = page_of(admin, upload(admin))
    assert admin.post(f"{path}/store", data={"revision": "7"}).status_code == 409
    assert admin.post(f"{path}/store", data={"revision": "x"}).status_code == 409
    assert batch_at(session, path).state == "draft"


def test_a_file_with_errors_lists_them_and_cannot_be_stored(
    admin: FlaskClient, session: Session
) -> None:
    rows = b"".join(b"%d,noise,=1+1\n" % n for n in range(230))
    path = page_of(admin, upload(admin, b"id,comment,language\n" + rows))
    shown = admin.get(path).text
    assert shown.count("is not a language we know") == 200
    assert "and 30 more" in shown
    assert store(admin, session, path).status_code == 409
    listed = admin.get(f"{path}/errors.csv")
    table = list(csv.reader(io.StringIO(listed.data.decode("utf-8-sig"))))
    assert len(table) == 231
    assert not [cell for row in table for cell in row if re.match(r"\s*[=+\-@\t\r]", cell)]


def test_a_header_cannot_be_a_formula_in_the_list_of_errors(admin: FlaskClient) -> None:
    path = page_of(admin, upload(admin, b"=1+1,comment\n1,noise\n"))
    admin.post(path, data={"role-0": "language", "role-1": "text"})
    listed = admin.get(f"{path}/errors.csv").data.decode("utf-8-sig")
    assert "'=1+1" in listed


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "empty"),
        (b"x", "", "Choose a file"),
        (b"%PDF", "<b>a</b>.pdf", "another kind"),
        (b"PK\x03\x04", "a.xlsx", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page(
    admin: FlaskClient, session: Session, content: bytes, name: str, message: str
) -> None:
    refused = upload(admin, content, name)
    assert refused.status_code == 400
    assert message in refused.text
    assert session.scalar(select(func.count(ImportBatch.id))) == 0


def test_a_wrong_map_keeps_what_was_chosen(admin: FlaskClient, session: Session) -> None:
    path = page_of(admin, upload(admin))
    form = {"role-0": "person", "role-1": "text", "role-2": "person", "language": "es"}
    refused = admin.post(path, data=form)
    assert refused.status_code == 422
    assert "Only one column can be chosen" in refused.text
    assert refused.text.count('<option value="person" selected>') == 2
    for sent, message in (
        ({"role-0": "person"}, "at least one column"),
        ({"role-1": "text", "consent": "quoted"}, "Say why"),
        ({"role-1": "text", "consent": "x"}, "four kinds"),
        ({"role-1": "text", "language": "<i>"}, "not a language"),
    ):
        answer = admin.post(path, data=sent)
        assert (answer.status_code, message in answer.text) == (422, True)
    assert batch_at(session, path).consent == "counted"


def test_giving_up_lets_the_file_go(admin: FlaskClient, session: Session) -> None:
    path = page_of(admin, upload(admin))
    assert admin.post(f"{path}/cancel").status_code == 302
    batch = batch_at(session, path)
    assert (batch.state, batch.content) == ("cancelled", None)
    assert "given up" in admin.get(path).text
    assert admin.post(path, data={"role-1": "text"}).status_code == 409


def test_an_import_of_another_engagement_is_not_found(admin: FlaskClient, session: Session) -> None:
    path = page_of(admin, upload(admin))
    session.add(Engagement(slug="hill-road", languages=["en"]))
    session.commit()
    assert admin.get(path.replace("river-street", "hill-road")).status_code == 404
    assert admin.get(path.replace("river-street", "nowhere")).status_code == 404


def test_only_administrators_may_send_much(
    app: Flask, client: FlaskClient, session: Session, engagement: Engagement
) -> None:
    much = b"comment\n" + b"noise and more noise\n" * 250_000
    assert len(much) > app.config["MAX_CONTENT_LENGTH"]
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        stopped = upload(client, much)
        assert (stopped.status_code, "more than we can take" in stopped.text) == (413, True)
        app.config["WTF_CSRF_ENABLED"] = False
        enter(client, session, ADMINISTRATOR)
        assert upload(client, much).status_code == 302
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_languages_that_the_engagement_does_not_list_are_named(admin: FlaskClient) -> None:
    path = page_of(admin, upload(admin, b"comment,language\nnoise,es\nnoise,French\nnoise,\n"))
    shown = admin.get(path).text
    assert "does not list these languages" in shown
    assert re.search(r'<bdi lang="fr">\w+</bdi>\.\s', shown.split("does not list")[1])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\people\\answers.csv", "answers.csv"),
        ("../../etc/answers.csv", "answers.csv"),
        ("پاسخ\u200cها.csv", "پاسخ\u200cها.csv"),
        ("a\x00\x1b\ud800.csv", "a\ufffd\ufffd\ufffd.csv"),
        ("x" * 300 + ".xlsx", "x" * 195 + ".xlsx"),
    ],
)
def test_a_files_name_is_kept_without_its_folder(given: str, kept: str) -> None:
    assert plain_name(given) == kept
