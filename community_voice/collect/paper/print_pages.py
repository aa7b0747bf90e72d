"""Choose what to print, and print it: the page with the receipts is shown once."""

from flask import render_template, request
from flask_babel import refresh

from community_voice.answering.qr import qr_code
from community_voice.collect.paper import printing
from community_voice.collect.paper.desk import PaperDesk
from community_voice.collect.paper.items import range_told
from community_voice.collect.paper.shown import Page, show
from community_voice.collect.paper.versions import printable, read_choice
from community_voice.errors import DomainError
from community_voice.extensions import db
from community_voice.locale import language, speak
from community_voice.store.database import begin_writing


def print_form() -> str:
    """Ask which survey, in which language, and how many copies."""
    return _ask(PaperDesk.here())


def print_run() -> Page:
    """Make the copies, and show them this one time."""
    begin_writing(db.session())
    desk = PaperDesk.here()
    form = request.form
    try:
        version, tag = read_choice(db.session(), desk.engagement, form.get("what", ""))
        copies = printing.read_copies(form.get("copies", ""))
        day = printing.read_day(form.get("day", ""))
        made = printing.print_copies(db.session(), desk, version, tag, copies, day)
    except DomainError as problem:
        db.session.rollback()
        return _ask(PaperDesk.here(), str(problem)), 422
    # The copies are kept before the page is written, so that nobody else waits for it.
    db.session.commit()
    # In the reader's language, before the page speaks that of the form.
    spoken = language(tag).own_name
    note = render_template("paper/printed_note.html", copies=copies, spoken=spoken)
    speak(tag)
    refresh()
    return render_template(
        "paper/form.html",
        form=printing.form_of(db.session(), desk, version, tag),
        copies=made,
        day=day,
        note=note,
        qr_code=qr_code,
        range_told=range_told,
    )


def _ask(desk: PaperDesk, problem: str = "") -> str:
    return show(
        desk,
        "print",
        printables=printable(db.session(), desk.engagement),
        runs=printing.print_runs(db.session(), desk),
        asked=request.form,
        usual_day=printing.usual_day(),
        most=printing.MOST_COPIES,
        problem=problem,
    )
