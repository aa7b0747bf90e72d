"""Make the fictional engagement: answers, analysis, review, release and brief."""

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from community_voice.answering.instrument import Instrument, load_instrument
from community_voice.answering.recording import record_response
from community_voice.answering.state import begin
from community_voice.collect.builder.service import load_template, make_engagement, make_survey
from community_voice.collect.builder.setup import Setup
from community_voice.demo.hosting import make_hosting
from community_voice.demo.review import name_themes, release
from community_voice.demo.serving import work_until_idle
from community_voice.questions.typed import MAIN, Typed
from community_voice.staff.accounts import ADMINISTRATOR, ROLES
from community_voice.store import Account, Engagement, Response, Role
from community_voice.store.database import begin_writing
from community_voice.study.runs.service import ask_for_run

SLUG = "river-city"
EMAIL = "demo@example.org"
TESTIMONY = Path(__file__).with_name("testimony.json")
# Titles say that this is a demonstration; the rest of the texts are the template's own.
TITLES = {
    "en": "When you need help (demonstration)",
    "es": "Cuando usted necesita ayuda (demostración)",
    "zh-Hans": "当您需要帮助时（演示）",
    "ar": "عندما تحتاج إلى المساعدة (عرض توضيحي)",
    "zh-Hant": "當您需要幫助時（示範）",
    "vi": "Khi quý vị cần giúp đỡ (bản minh họa)",
    "fil": "Kapag kailangan mo ng tulong (demonstrasyon)",
    "ko": "도움이 필요할 때 (시연용)",
    "ru": "Когда вам нужна помощь (демонстрация)",
    "fr": "Quand vous avez besoin d’aide (démonstration)",
    "ht": "Lè ou bezwen èd (demonstrasyon)",
    "so": "Marka aad caawimo u baahan tahay (tusaale)",
    "pt": "Quando você precisa de ajuda (demonstração)",
    "am": "እርዳታ ሲያስፈልግዎ (ማሳያ)",
}
LOCAL_LINE = {
    "en": "River City night line (made up for this demonstration)",
    "es": "Línea nocturna de River City (inventada para esta demostración)",
    "zh-Hans": "River City 夜间热线（为本演示虚构）",
    "ar": "خط River City الليلي (خيالي، لهذا العرض فقط)",
    "zh-Hant": "River City 夜間專線（為本示範虛構）",
    "vi": "Đường dây ban đêm của River City (đặt ra cho bản minh họa này)",
    "fil": "Linya sa gabi ng River City (inimbento para sa demonstrasyong ito)",
    "ko": "River City 야간 전화 (이 시연을 위해 지어낸 것)",
    "ru": "Ночная линия River City (придумана для этой демонстрации)",
    "fr": "Ligne de nuit de River City (inventée pour cette démonstration)",
    "ht": "Liy nannuit River City (envante pou demonstrasyon sa a)",
    "so": "Khadka habeenkii ee River City (loo sameeyay tusaalahan)",
    "pt": "Linha noturna de River City (inventada para esta demonstração)",
    "am": "የRiver City የሌሊት መስመር (ለዚህ ማሳያ የተፈጠረ)",
}
Say = Callable[[str], object]


def make_demo(session: Session, say: Say) -> None:
    """Make everything that the demo shows; commits step by step.

    Each step begins as a writer, before it reads.
    """
    template = load_template("when-you-need-help")
    begin_writing(session)
    account = make_account(session)
    engagement = make_engagement(session, demo_setup(template), is_open=True)
    version_id = make_survey(session, engagement, template).id
    count = answer_all(session, engagement, version_id)
    spoken = session.scalars(select(Response.language).distinct()).all()
    say(f"{count} fictional people have answered, in {len(spoken)} languages.")
    voices = make_hosting(session, engagement)
    say(f"{voices} more have spoken in a listening session.")
    session.commit()
    say("Finding themes across languages (a minute or two) ...")
    begin_writing(session)
    ask_for_run(session, engagement, account, {})
    session.commit()
    work_until_idle()
    say("Reviewing, freezing a release and writing the brief ...")
    name_themes(session, engagement, account)
    release(session, engagement, account)


def demo_setup(template: Mapping[str, Any]) -> Setup:
    """Return what a host would have decided."""
    return Setup(
        slug=SLUG,
        wordings={**template["texts"], "title": TITLES, "local_line": LOCAL_LINE},
        languages=tuple(template["languages"]),
        source_language=template["source_language"],
        host="River City (a city that does not exist)",
        local_line="555-0100",
        local_line_brings_police=False,
        is_demo=True,
    )


def make_account(session: Session) -> Account:
    """Make the demo's administrator, whose password nobody knows yet."""
    role = session.scalar(select(Role).where(Role.name == ADMINISTRATOR))
    role = role or Role(name=ADMINISTRATOR, description=ROLES[ADMINISTRATOR])
    account = Account(
        email=EMAIL,
        name="Demo administrator",
        password=hash_password(secrets.token_urlsafe(32)),
        fs_uniquifier=secrets.token_hex(16),
        roles=[role],
    )
    session.add(account)
    session.flush()
    return account


def new_password(session: Session, email: str = EMAIL) -> str:
    """Give one of the demo's accounts a new password, and end all of its sessions."""
    begin_writing(session)
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    account = session.scalars(select(Account).where(Account.email == email)).one()
    account.password = hash_password(password)
    account.fs_uniquifier = secrets.token_hex(16)
    return password


def answer_all(session: Session, engagement: Engagement, version_id: int) -> int:
    """Send every fictional person's answers as a resident's page would."""
    said = json.loads(TESTIMONY.read_text(encoding="utf-8"))["responses"]
    for person in said:
        instrument = load_instrument(session, engagement.id, version_id, person["language"])
        assert instrument is not None
        filling = begin(version_id).with_answers(typed_answers(instrument, person))
        record_response(session, instrument, filling, person["language"])
    return len(said)


def typed_answers(instrument: Instrument, person: Mapping[str, Any]) -> dict[str, Typed]:
    """Put a fictional person's answers in the form in which a page sends them."""
    answers = {**person["answers"], "consent": person["consent"]}
    typed: dict[str, Typed] = {}
    for asked in instrument.asked:
        value = answers.get(asked.code)
        if value is None:
            continue
        if asked.type == "ranking":
            typed[asked.code] = {str(place): [code] for place, code in enumerate(value, start=1)}
        else:
            values = value if isinstance(value, list) else [value]
            typed[asked.code] = {MAIN: [str(each) for each in values]}
    return typed
