"""The rooms that have doors on the web."""

from flask import Blueprint, Flask

import community_voice.collect.builder.question_routes  # noqa: F401  adds its pages to drafts
import community_voice.collect.offline.host_routes  # noqa: F401  adds its page to offline
import community_voice.collect.statements.polis_routes  # noqa: F401  adds its pages to statements
from community_voice.collect.builder.draft_routes import blueprint as drafts
from community_voice.collect.builder.routes import blueprint as builder
from community_voice.collect.builder.survey_routes import blueprint as surveys
from community_voice.collect.floods.routes import blueprint as floods
from community_voice.collect.hosts.invited_routes import blueprint as invited
from community_voice.collect.hosts.partner_routes import blueprint as partners
from community_voice.collect.hosts.routes import blueprint as hosts
from community_voice.collect.hosts.terms_routes import blueprint as terms
from community_voice.collect.importing.routes import blueprint as importing
from community_voice.collect.listening.doors import blueprint as listening
from community_voice.collect.listening.staff_routes import blueprint as sessions
from community_voice.collect.offline.aside_routes import blueprint as aside
from community_voice.collect.offline.routes import blueprint as offline
from community_voice.collect.paper.routes import blueprint as paper
from community_voice.collect.paper.routes import room_blueprint as paper_room
from community_voice.collect.statements.routes import blueprint as statements
from community_voice.collect.survey.entrance_routes import blueprint as entrance
from community_voice.collect.survey.later_routes import blueprint as later
from community_voice.collect.survey.map_routes import blueprint as survey_map
from community_voice.collect.survey.preview_routes import blueprint as preview
from community_voice.collect.survey.receipt_routes import blueprint as receipts
from community_voice.collect.survey.routes import blueprint as survey
from community_voice.collect.translate.file_routes import blueprint as translate_files
from community_voice.collect.translate.opening_routes import blueprint as translate_opening
from community_voice.collect.translate.routes import blueprint as translate
from community_voice.collect.translate.spoken_routes import blueprint as translate_spoken
from community_voice.collect.voices.routes import blueprint as voices
from community_voice.collect.ways.assisted_routes import blueprint as assisted
from community_voice.collect.ways.assisted_routes import staff_blueprint as assisted_room
from community_voice.collect.ways.routes import blueprint as ways
from community_voice.collect.ways.routes import staff_blueprint as links_room
from community_voice.collect.xlsform.routes import blueprint as xlsform
from community_voice.deliver.brief.routes import blueprint as brief
from community_voice.deliver.hosting.routes import blueprint as hosting
from community_voice.deliver.hosting.staff_routes import blueprint as dissents
from community_voice.release.routes import blueprint as release
from community_voice.staff.account_routes import blueprint as accounts
from community_voice.staff.routes import blueprint as staff
from community_voice.study.coding.codebook_routes import blueprint as codebook
from community_voice.study.coding.round_routes import blueprint as agreement
from community_voice.study.coding.routes import blueprint as coding
from community_voice.study.routes import blueprint as study
from community_voice.study.runs.routes import blueprint as runs
from community_voice.study.votes.routes import blueprint as votes

BLUEPRINTS: tuple[Blueprint, ...] = (
    staff,
    accounts,
    builder,
    surveys,
    drafts,
    preview,
    xlsform,
    translate,
    translate_opening,
    translate_files,
    translate_spoken,
    voices,
    hosts,
    invited,
    partners,
    terms,
    hosting,
    dissents,
    listening,
    sessions,
    importing,
    floods,
    statements,
    runs,
    study,
    codebook,
    coding,
    agreement,
    votes,
    release,
    brief,
    aside,
    offline,
    ways,
    links_room,
    assisted,
    assisted_room,
    paper,
    paper_room,
    receipts,
    entrance,
    later,
    survey_map,
    survey,
)


def init_rooms(app: Flask) -> None:
    """Open every room's door."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
