"""Save and finish later: asked for twice, kept under a code that we do not have."""

from flask import current_app, request
from sqlalchemy.exc import SQLAlchemyError

from community_voice.answering.codes import show_code
from community_voice.answering.saved import DAYS_KEPT, Draft, save_draft, with_code
from community_voice.answering.state import SAVED, SAVED_BESIDE, Filling, seal
from community_voice.collect.survey.visit import Answer, Visit
from community_voice.store.database import begin_writing

ASK, SAVE = KEEPING_BUTTONS = ("later", "save")


def keep_for_later(visit: Visit, filling: Filling, at: str, go: str) -> Answer:
    """Ask first, then keep what was filled in so far and show the code that opens it."""
    # On the page that asks, no page's fields stand: its name alone came along.
    at = request.form.get("stopped", at)
    code = filling.through.get(SAVED, "")
    if go == ASK:
        return _ask(visit, filling, at, failed=False)
    session = visit.session
    try:
        session.commit()
        begin_writing(session)
        kept, until = save_draft(session, visit.engagement.id, Draft(filling, at))
        session.commit()
    except SQLAlchemyError as error:
        session.rollback()
        current_app.logger.error("A draft was not kept: %s", type(error).__name__)
        return _ask(visit, filling, at, failed=True), 503
    own = kept.through[SAVED]
    return visit.show(
        "survey/saved.html",
        state=seal(kept),
        page=at,
        code=show_code(own),
        until=until,
        # Another device saved there since: both are kept.
        other=show_code(filling.through.get(SAVED_BESIDE, "") if code in ("", own) else code),
    )


def _ask(visit: Visit, filling: Filling, at: str, *, failed: bool) -> str:
    """Say what keeping means; the page's own name stands on its buttons alone."""
    again = False
    if not failed:
        filling, again = with_code(visit.session, visit.engagement.id, Draft(filling, at))
    return visit.show(
        "survey/save_ask.html",
        state=seal(filling),
        page=at,
        days=DAYS_KEPT,
        again=show_code(filling.through[SAVED]) if again else "",
        failed=failed,
    )
