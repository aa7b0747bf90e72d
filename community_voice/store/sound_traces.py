"""What a browser writes into a recording beside the sound: the second, its own name, its device.

None of it was said, so none of it is kept. Everything is overwritten in place, byte for byte, so
that the sound stays where players look for it; what cannot be parsed is left as it came.
"""

from collections.abc import Iterator

Span = tuple[int, int]

# Boxes of MP4 that hold boxes, and those with times of making and changing.
MP4_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"mvex"}
MP4_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
MP4_SAID = {b"udta", b"meta", b"uuid"}
# Elements of WebM: Segment, Info, Tags, Tag, SimpleTag hold others.
WEBM_HOLDERS = {0x18538067, 0x1549A966, 0x1254C367, 0x7373, 0x67C8}
# DateUTC and SegmentUID; MuxingApp, WritingApp, Title, SegmentFilename, TagName, TagString.
WEBM_NUMBERS = {0x4461, 0x73A4}
WEBM_TEXTS = {0x4D80, 0x5741, 0x7BA9, 0x7384, 0x45A3, 0x4487}
WEBM_CLUSTER = 0x1F43B675
WAV_SOUND = {b"fmt ", b"data", b"fact"}


def without_traces(sound: bytes, media_type: str) -> bytes:
    """Return the same sound without what was written beside it."""
    cleaned = bytearray(sound)
    clean = {
        "audio/mp4": _clean_mp4,
        "audio/webm": _clean_webm,
        "audio/wav": _clean_wav,
        "audio/ogg": _clean_ogg,
    }.get(media_type)
    if clean is not None:
        clean(cleaned, 0, len(cleaned))
    return bytes(cleaned)


def _fill(data: bytearray, start: int, end: int, mark: bytes = b"\x00") -> None:
    data[start:end] = mark * (end - start)


def _clean_mp4(data: bytearray, start: int, end: int) -> None:
    # A list of what is left to walk, not a call within a call: a file may nest as deep as it likes.
    waiting = [(start, end)]
    while waiting:
        start, end = waiting.pop()
        while start + 8 <= end:
            size, kind, head = (
                int.from_bytes(data[start : start + 4]),
                data[start + 4 : start + 8],
                8,
            )
            if size == 1 and start + 16 <= end:
                size, head = int.from_bytes(data[start + 8 : start + 16]), 16
            size = end - start if size == 0 else size
            if size < head or start + size > end:
                break
            inside, after = start + head, start + size
            if bytes(kind) in MP4_HOLDERS:
                waiting.append((inside, after))
            else:
                _clean_box(data, bytes(kind), start, inside, after)
            start = after


def _clean_box(data: bytearray, kind: bytes, start: int, inside: int, after: int) -> None:
    if kind in MP4_TIMED and after - inside >= 20:
        # A version and flags, then both times: eight bytes each in version 1, else four.
        _fill(data, inside + 4, inside + (20 if data[inside] == 1 else 12))
    elif kind == b"hdlr" and after - inside > 24:
        _fill(data, inside + 24, after)
    elif kind in MP4_SAID:
        data[start + 4 : start + 8] = b"free"
        _fill(data, inside, after)


def _clean_webm(data: bytearray, start: int, end: int) -> None:
    waiting = [(start, end)]
    while waiting:
        start, end = waiting.pop()
        while start < end:
            name, inside = _read_number(data, start, end, keeps_mark=True)
            size, inside = _read_number(data, inside, end, keeps_mark=False)
            if name is None or inside > end or name == WEBM_CLUSTER and size is None:
                break
            after = end if size is None else inside + size
            if after > end:
                break
            if name in WEBM_HOLDERS:
                waiting.append((inside, after))
            elif name in WEBM_NUMBERS:
                _fill(data, inside, after)
            elif name in WEBM_TEXTS:
                _fill(data, inside, after, b" ")
            start = after


def _read_number(
    data: bytearray, start: int, end: int, *, keeps_mark: bool
) -> tuple[int | None, int]:
    """Read a number of variable length; None for "unknown", or where there is none to read."""
    if start >= end or data[start] == 0:
        return None, end + 1
    length = 9 - data[start].bit_length()
    if start + length > end:
        return None, end + 1
    number = int.from_bytes(data[start : start + length])
    if keeps_mark:
        return number, start + length
    number &= (1 << 7 * length) - 1
    is_unknown = number == (1 << 7 * length) - 1
    return (None if is_unknown else number), start + length


def _clean_wav(data: bytearray, start: int, end: int) -> None:
    start += 12
    while start + 8 <= end:
        size = int.from_bytes(data[start + 4 : start + 8], "little")
        after = min(start + 8 + size, end)
        if bytes(data[start : start + 4]) not in WAV_SOUND:
            data[start : start + 4] = b"junk"
            _fill(data, start + 8, after)
        start = after + size % 2


def _clean_ogg(data: bytearray, start: int, end: int) -> None:
    """Blank the words of the comment header, which stands on a page of its own."""
    for first, last in _ogg_pages(data, start, end):
        body = first + 27 + data[first + 26]
        if data[body : body + 8] != b"OpusTags":
            continue
        place = body + 8
        vendor = int.from_bytes(data[place : place + 4], "little")
        if place + 4 + vendor + 4 > last:
            return
        _fill(data, place + 4, place + 4 + vendor, b" ")
        # No comment follows; what is left of the packet is padding to a player.
        _fill(data, place + 4 + vendor, last)
        _fill(data, first + 22, first + 26)
        data[first + 22 : first + 26] = _ogg_checksum(data[first:last]).to_bytes(4, "little")
        return


def _ogg_pages(data: bytearray, start: int, end: int) -> Iterator[Span]:
    while start + 27 <= end and data[start : start + 4] == b"OggS":
        count = data[start + 26]
        lengths = data[start + 27 : start + 27 + count]
        after = start + 27 + count + sum(lengths)
        if after > end:
            return
        yield start, after
        start = after


def _ogg_checksum(page: bytearray) -> int:
    """Return the checksum of a page whose own checksum is zero (polynomial 0x04C11DB7)."""
    rest = 0
    for byte in page:
        rest ^= byte << 24
        for _bit in range(8):
            rest = (rest << 1 ^ (0x04C11DB7 if rest & 0x80000000 else 0)) & 0xFFFFFFFF
    return rest
