"""The language of every text and segment of a run: what was declared, unless it is clearly not."""

from collections.abc import Sequence

import pandas as pd

from analysis.language import UNDETERMINED, detect
from analysis.progress import Progress
from analysis.text import weight

# A declared language is doubted only where there are this many letters to judge by.
ENOUGH = 40
STEP = 500


def allowed_languages(engagement: Sequence[str], declared: pd.Series) -> list[str]:
    """Return the engagement's languages, then others that people or files declared."""
    others = sorted(set(declared) - set(engagement) - {UNDETERMINED})
    return [*engagement, *others]


def languages_of_texts(
    texts: Sequence[str], declared: Sequence[str], allowed: Sequence[str], progress: Progress
) -> list[str]:
    """Return one tag a text.

    What a person or page declared is believed, unless there are enough words that are clearly
    in another of the allowed languages (somebody who writes Spanish on the English page).
    """
    found = []
    for place, (text, said) in enumerate(zip(texts, declared, strict=True)):
        if place % STEP == 0:
            progress(place, len(texts))
        doubted = said == UNDETERMINED or weight(text) >= ENOUGH
        heard = detect(text, allowed) if doubted else UNDETERMINED
        found.append(said if heard == UNDETERMINED else heard)
    progress(len(texts), len(texts))
    return found


def languages_of_segments(
    segments: pd.DataFrame, allowed: Sequence[str], progress: Progress
) -> list[str]:
    """Return one tag a segment: its text's, unless the segment is long and clearly another's.

    In: columns `text_id`, `text`, `language` (its text's). People switch within one answer.
    """
    alone = ~segments["text_id"].duplicated(keep=False)
    found = []
    rows = zip(segments["text"], segments["language"], alone, strict=True)
    for place, (text, said, only) in enumerate(rows):
        if place % STEP == 0:
            progress(place, len(segments))
        heard = UNDETERMINED
        if not only and (said == UNDETERMINED or weight(text) >= ENOUGH):
            heard = detect(text, allowed)
        found.append(said if heard == UNDETERMINED else heard)
    progress(len(segments), len(segments))
    return found
