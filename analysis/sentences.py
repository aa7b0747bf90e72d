"""Where sentences end: in every script, in lists and notes, and where nobody wrote a full stop."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from sentencex import get_sentence_boundaries

Span = tuple[int, int]

UNKNOWN_LANGUAGE = "en"
# A run of words longer than this (in letters) without an end mark is cut where it breathes, in
# parts of at least FEWEST: nobody says one thing in so many words.
RUN_ON = 400
FEWEST = 80
# Between semicolons, notes say a thing each; a shorter part is an aside of the sentence.
NOTE = 12

# Scripts that are written without spaces: one character weighs about as much as three letters.
DENSE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
BULLET = re.compile(r"\s*(?:[-*+•·‣▪●◦–—・]|\(?\d{1,2}[.)、])\s+")
INLINE_BULLET = re.compile(r"\s+(?=[•‣▪●◦]\s)")
INLINE_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?([1-9])(?:[.)]\s+|、)(?=\S)")
SEMICOLON = re.compile(r"[;；؛]\s*")
EMOJI = re.compile(
    r"(?:[\U0001f300-\U0001f5ff\U0001f600-\U0001f64f\U0001f680-\U0001faff\u2600-\u27bf]"
    r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+\s*"
)
# "I ❤️ this team": a heart is often a verb.
HEART = re.compile(r"[❤♥💓-💟🧡🩷🩵🩶🖤🤍🤎]")
DOTS = re.compile(r"(?:…+|\.{2,}|。{2,}|～+)\s*")
# Endings that close a Korean sentence; chat leaves the mark out.
KOREAN_END = re.compile(r"(?:니다|[어아여해세네군나지까]요|[았었했됐]다|[았었했됐]음)\s+")
ET_CETERA = re.compile(r"(?:т\.\s?[дп]\.|etc\.|v\.\s?v\.)\s+(?=[^\W\d_a-zа-яё])")
# "No." answers a question where a new sentence follows; the library takes it for "number".
ANSWERED_NO = re.compile(r"(?:^|(?<=[.!?]\s))No\.\s+(?=[^\W\d_a-z])")
NOON = re.compile(r"\b[ap]\.\s?m\.\s*$", re.IGNORECASE)
SPOKEN_ON = re.compile(r"[—–-]\s*[^\W\d_]")

# After these a name or a number follows, so their full stop ends nothing. What `sentencex`
# already knows is not repeated; a word that also ends sentences ("St.", "Jr.") is not here.
TITLES: dict[str, str] = {
    "": "dr dra prof mr mrs ms mme mlle",
    "en": "sgt lt capt ofc det rev hon e.g i.e",
    "es": "sr sra srta ing lic arq ud uds vd av avda",
    "fr": "m mm mmes pr av bd",
    "pt": "sr sra srta profa eng av",
    "ht": "m msye st ste av",
    "so": "md inj",
    "tl": "gng bb g atty engr kgg brgy hal sta sto",
    "ru": "ул пр пер им гр проф акад т.е т.к напр",
    "ar": "د أ م ا.د",
}
VIETNAMESE_TITLES = frozenset(["TP", "BS", "TS", "ThS", "GS", "PGS", "TX", "TT", "KTS", "KS", "LS"])
NUMBERED = frozenset(
    [
        "no",
        "nos",
        "nº",
        "n°",
        "núm",
        "num",
        "nr",
        "blg",
        "art",
        "tel",
        "ext",
        "q",
        "p",
        "h",
        "д",
        "кв",
    ]
)
LAST_WORD = re.compile(r"(?:^|[\s(«“\"'])([^\s(«“\"']+)\.\s*$")
INITIALS = re.compile(r"(?:^|[\s.-])[^\W\d_a-zа-яё]\.\s*$")

# Where a breathless text goes on to the next thing.
NEXT_THING: dict[str, str] = {
    "en": "and then|then|but|so|because|after that|and when|and they|and i",
    "es": "y luego|luego|pero|entonces|porque|después|y cuando|y después",
    "fr": "et puis|puis|mais|alors|parce que|ensuite|et quand",
    "pt": "e depois|depois|mas|então|porque|aí|e quando",
    "ht": "epi|men|paske|apre sa|lè sa|answit",
    "so": "laakiin|markaa|kadib|dabadeed|sababtoo",
    "tl": "pero|tapos|kaya|kasi|pagkatapos|at saka|dahil",
    "vi": "nhưng|nhung|rồi|roi|sau đó|sau do|vì|bởi vì|cho nên",
    "ru": "а потом|потом|но|поэтому|потому что|и когда|после этого",
    "ar": "ثم|لكن|ولكن|لأن|وبعد ذلك|وعندما",
    "ko": "그래서|그리고|그런데|근데|하지만|그러나|왜냐하면",
    "zh": "然后|然後|但是|可是|所以|因为|因為|后来|後來|结果|結果",
}
COMMA = re.compile(r"[,،、，:：]\s*|\s[-–—/]\s")
COMMA_COST = 40


def sentences(text: str, language: str) -> list[Span]:
    """Return the spans of the sentences of one paragraph, in order, touching each other.

    Boundaries are those of `sentencex` (rules for about 300 languages), mended where testimony
    needs it: titles, lists within a line, notes between semicolons, emoji and dots as ends, and
    texts without any end mark. `language` is a BCP 47 tag; "" and "und" are read as English.
    """
    language = language.split("-")[0] if language not in {"", "und"} else UNKNOWN_LANGUAGE
    # Half of a surrogate pair stops the library; a stand-in of the same length keeps offsets.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    ends = {found["end_index"] for found in get_sentence_boundaries(language, whole)}
    kept = {end for end in ends if not goes_on(text, end, language)}
    kept |= set(listed(text))
    for pattern in (ET_CETERA, ANSWERED_NO):
        kept |= {found.end() for found in pattern.finditer(text)}
    if language == "ko":
        kept |= {found.end() for found in KOREAN_END.finditer(text)}
    kept |= set(spoken_ends(text))
    spans = between(0, len(text), kept)
    spans = [piece for span in spans for piece in notes(text, span)]
    return [piece for span in spans for piece in breathed(text, span, language)]


def between(start: int, end: int, cuts: set[int]) -> list[Span]:
    """Return the spans between the cuts that lie inside."""
    places = [start, *sorted(cut for cut in cuts if start < cut < end), end]
    return list(zip(places, places[1:], strict=False))


def goes_on(text: str, end: int, language: str) -> bool:
    """Return True when what looks like the end of a sentence is none."""
    before, after = text[max(0, end - 30) : end], text[end : end + 8].lstrip()
    if not after:
        return False
    if before.rstrip().endswith(("»", "”", '"', "?", "!")) and SPOKEN_ON.match(after):
        return after.lstrip("—–- ")[:1].islower()
    if NOON.search(before):
        return after[:1].islower()
    found = LAST_WORD.search(before)
    if found is None:
        return False
    word = found.group(1)
    if word.lower() in NUMBERED:
        return after[:1].isdigit()
    if language == "vi" and word in VIETNAMESE_TITLES:
        return True
    titles = f"{TITLES['']} {TITLES.get(language, '')}".split()
    if word.lower() in titles:
        return True
    return bool(INITIALS.search(before)) and after[:1] in "-‐"


def listed(text: str) -> Iterator[int]:
    """Yield where the items of a list begin that somebody wrote within one line."""
    yield from (found.end() for found in INLINE_BULLET.finditer(text))
    items = list(INLINE_NUMBER.finditer(text))
    if [item.group(1) for item in items] == [str(n) for n in range(1, len(items) + 1)]:
        yield from (item.start() for item in items if len(items) > 1)


def spoken_ends(text: str) -> Iterator[int]:
    """Yield ends that emoji and dots make, where another thought follows."""
    for found in EMOJI.finditer(text):
        following = text[found.end() : found.end() + 1]
        begins = following.isupper() or DENSE.match(following)
        if following.isalpha() and (begins or not HEART.search(found.group())):
            yield found.end()
    for found in DOTS.finditer(text):
        before, following = text[found.start() - 1 : found.start()], text[found.end() :][:1]
        if following.isalpha() and (following.isupper() or DENSE.match(before)):
            yield found.end()


def notes(text: str, span: Span) -> list[Span]:
    """Return the parts of a sentence that is really notes: things between semicolons."""
    start, end = span
    cuts = {found.end() for found in SEMICOLON.finditer(text, start, end)}
    parts = between(start, end, cuts)
    if len(parts) > 2 and all(weight(text[first:last]) >= NOTE for first, last in parts):
        return parts
    return [span]


def breathed(text: str, span: Span, language: str) -> list[Span]:
    """Return the span, or where it runs on without an end, parts cut where it breathes."""
    start, end = span
    if weight(text[start:end]) <= RUN_ON:
        return [span]
    part = text[start:end]
    reached = [0, *accumulate(3 if DENSE.match(character) else 1 for character in part)]
    costs = breaths(part, language)
    cuts: set[int] = set()
    waiting = [(0, len(part))]
    while waiting:
        first, last = waiting.pop()
        place = middle(first, last, costs, reached)
        if place is not None:
            cuts.add(start + place)
            waiting += [(first, place), (place, last)]
    return between(start, end, cuts)


def breaths(part: str, language: str) -> list[tuple[int, int]]:
    """Return where a text could be cut, in order, each with what it costs to cut there."""
    costs = {found.end(): COMMA_COST for found in COMMA.finditer(part)}
    costs |= {found.end(): 0 for found in DOTS.finditer(part)}
    if language in NEXT_THING:
        around = ("", "") if language in {"zh", "ko"} else (r"(?<=\s)", r"(?=\s)")
        words = re.compile(rf"{around[0]}(?:{NEXT_THING[language]}){around[1]}", re.IGNORECASE)
        costs |= {found.start(): 0 for found in words.finditer(part)}
    return sorted(costs.items())


def middle(first: int, last: int, costs: list[tuple[int, int]], reached: list[int]) -> int | None:
    """Return the place to cut: near the middle, before the next thing rather than at a comma."""
    if reached[last] - reached[first] <= RUN_ON:
        return None
    half = (reached[first] + reached[last]) / 2
    begin = bisect_left(costs, (bisect_left(reached, reached[first] + FEWEST), 0))
    stop = bisect_left(costs, (bisect_left(reached, reached[last] - FEWEST) + 1, 0))
    ranked = [(abs(reached[place] - half) + cost, place) for place, cost in costs[begin:stop]]
    return min(ranked)[1] if ranked else None


def weight(text: str) -> int:
    """Return the length in letters of an alphabet; a dense character counts as three."""
    return len(text) + 2 * len(DENSE.findall(text))
