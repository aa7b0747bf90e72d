"""Which kind of sound a file holds, by its first bytes and never by its name."""

from collections.abc import Callable

OF_MP4 = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash", b"3gp")


def _is_mp3(content: bytes) -> bool:
    if content.startswith(b"ID3"):
        return True
    # A frame: eleven bits set, then a version that exists, and layer III.
    return len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2


def _is_adts(content: bytes) -> bool:
    return len(content) > 1 and content[0] == 0xFF and content[1] & 0xF6 == 0xF0


def _is_mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12].startswith(OF_MP4)


def _is_ogg(content: bytes) -> bool:
    start = content[:256]
    return start.startswith(b"OggS") and (b"OpusHead" in start or b"\x01vorbis" in start)


def _is_wav(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WAVE"


KINDS: dict[str, Callable[[bytes], bool]] = {
    "audio/mpeg": _is_mp3,
    "audio/aac": _is_adts,
    "audio/mp4": _is_mp4,
    "audio/ogg": _is_ogg,
    "audio/wav": _is_wav,
}


def media_type_of(content: bytes) -> str:
    """Return the media type of a recording; empty where it is none that browsers play."""
    return next((name for name, fits in KINDS.items() if fits(content)), "")
