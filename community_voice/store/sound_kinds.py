"""Which kind of sound a file holds, by its first bytes and never by its name."""

from collections.abc import Callable

# Brands of MP4 that recorders and editors write; a picture's file is built alike.
OF_MP4 = (b"M4A ", b"M4B ", b"M4V ", b"mp4", b"iso", b"dash", b"3g", b"avc1", b"f4v", b"qt  ")


def _is_mp3(sound: bytes) -> bool:
    if sound.startswith(b"ID3"):
        return True
    # A frame: eleven bits set, then a version that exists, and layer III.
    return len(sound) > 1 and sound[0] == 0xFF and sound[1] & 0xE6 == 0xE2


def _is_adts(sound: bytes) -> bool:
    return len(sound) > 1 and sound[0] == 0xFF and sound[1] & 0xF6 == 0xF0


def _is_mp4(sound: bytes) -> bool:
    return sound[4:8] == b"ftyp" and sound[8:12].startswith(OF_MP4)


def _is_webm(sound: bytes) -> bool:
    return sound.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in sound[:64]


def _is_ogg(sound: bytes) -> bool:
    start = sound[:256]
    return start.startswith(b"OggS") and (b"OpusHead" in start or b"\x01vorbis" in start)


def _is_wav(sound: bytes) -> bool:
    return sound.startswith(b"RIFF") and sound[8:12] == b"WAVE"


KINDS: dict[str, Callable[[bytes], bool]] = {
    "audio/mpeg": _is_mp3,
    "audio/aac": _is_adts,
    "audio/mp4": _is_mp4,
    "audio/webm": _is_webm,
    "audio/ogg": _is_ogg,
    "audio/wav": _is_wav,
}
# What a browser's own recorder makes; and what people bring that every browser plays.
RECORDED = ("audio/webm", "audio/ogg", "audio/mp4", "audio/wav")
PLAYED = ("audio/mpeg", "audio/aac", "audio/mp4", "audio/ogg", "audio/wav")


def kind_of(sound: bytes, kinds: tuple[str, ...]) -> str | None:
    """Return which of the kinds a file is; None where it is none of them."""
    return next((kind for kind in kinds if KINDS[kind](sound)), None)
