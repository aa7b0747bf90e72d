"""The host's blueprint with all of its pages."""

import community_voice.collect.listening.card_routes
import community_voice.collect.listening.note_routes
import community_voice.collect.listening.sending_routes
import community_voice.collect.listening.speaker_routes
import community_voice.collect.listening.transcripts.routes  # noqa: F401  each adds its pages
from community_voice.collect.listening.routes import blueprint as blueprint
