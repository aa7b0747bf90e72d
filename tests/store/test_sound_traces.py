"""A recording is kept without what the browser wrote into it: times, names, devices."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_voice.store.sound_traces import without_traces
from community_voice.store.voice_note import sound_type

TIME = 0xE3A1B2C4
AUDIO = bytes(range(256)) * 3


def box(kind: bytes, *parts: bytes) -> bytes:
    inside = b"".join(parts)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def timed(kind: bytes, version: int = 0) -> bytes:
    times = struct.pack(">QQ" if version else ">II", TIME, TIME)
    return box(kind, bytes([version, 0, 0, 0]), times, struct.pack(">I", 48_000), b"\x07" * 24)


def mp4() -> bytes:
    handler = box(b"hdlr", b"\x00" * 8, b"soun", b"\x00" * 12, b"Core Media Audio\x00")
    media = box(b"mdia", timed(b"mdhd", 1), handler)
    said = box(b"udta", box(b"meta", b"com.apple.quicktime.model iPhone 15"))
    movie = box(b"moov", timed(b"mvhd"), box(b"trak", timed(b"tkhd"), media), said)
    return box(b"ftyp", b"iso5", b"\x00" * 4) + movie + box(b"mdat", AUDIO)


def element(name: str, inside: bytes, *, known: bool = True) -> bytes:
    size = (len(inside) | 1 << 28).to_bytes(4) if known else b"\x01" + b"\xff" * 7
    return bytes.fromhex(name) + size + inside


def webm() -> bytes:
    info = element(
        "1549a966",
        element("2ad7b1", b"\x0f\x42\x40")
        + element("4461", struct.pack(">q", TIME << 8))
        + element("4d80", b"Chrome 156")
        + element("5741", b"Chrome on a Pixel 9"),
    )
    tags = element(
        "1254c367",
        element("7373", element("67c8", element("45a3", b"DATE") + element("4487", b"2026-11-26"))),
    )
    cluster = element("1f43b675", AUDIO, known=False)
    head = element("1a45dfa3", element("4282", b"webm"))
    return head + element("18538067", info + tags + cluster, known=False)


def wav() -> bytes:
    def chunk(kind: bytes, inside: bytes) -> bytes:
        padded = inside + b"\x00" * (len(inside) % 2)
        return kind + struct.pack("<I", len(inside)) + padded

    said = b"INFOICRD" + struct.pack("<I", 10) + b"2026-11-26"
    inside = (
        b"WAVE" + chunk(b"fmt ", b"\x01" * 16) + chunk(b"LIST", said + b"!") + chunk(b"data", AUDIO)
    )
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def crc(page: bytes) -> int:
    """Work the checksum out another way: long division, bit by bit from the front."""
    rest = 0
    for bit in "".join(f"{byte:08b}" for byte in page) + "0" * 32:
        rest = rest << 1 | int(bit)
        if rest >> 32:
            rest ^= 0x104C11DB7
    return rest


def page(packet: bytes, number: int) -> bytes:
    lengths = [255] * (len(packet) // 255) + [len(packet) % 255]
    head = b"OggS\x00\x00" + struct.pack("<qII", 0, 7, number) + b"\x00" * 4
    made = head + bytes([len(lengths), *lengths]) + packet
    return made[:22] + struct.pack("<I", crc(made)) + made[26:]


def ogg() -> bytes:
    vendor, comment = b"Mozilla on Linux", b"DATE=2026-11-26"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor
    tags += struct.pack("<II", 1, len(comment)) + comment
    return page(b"OpusHead" + b"\x01" * 11, 0) + page(tags, 1) + page(AUDIO, 2)


SOUNDS = {"audio/mp4": mp4(), "audio/webm": webm(), "audio/wav": wav(), "audio/ogg": ogg()}
TRACES = [
    struct.pack(">I", TIME),
    *(b"Core Media", b"iPhone", b"Chrome", b"Pixel", b"2026", b"Mozilla", b"DATE", b"ICRD"),
]


@pytest.mark.parametrize("media_type", SOUNDS)
def test_no_time_no_name_and_no_device_stays_and_the_sound_does(media_type: str) -> None:
    sound = SOUNDS[media_type]
    assert sound_type(sound) == media_type
    assert any(trace in sound for trace in TRACES)
    kept = without_traces(sound, media_type)
    assert [trace for trace in TRACES if trace in kept] == []
    assert AUDIO in kept
    assert len(kept) == len(sound)
    assert kept.index(AUDIO) == sound.index(AUDIO)
    assert sound_type(kept) == media_type
    assert without_traces(kept, media_type) == kept


def test_every_page_of_an_ogg_keeps_a_checksum_that_players_believe() -> None:
    kept = without_traces(SOUNDS["audio/ogg"], "audio/ogg")
    starts = [place for place in range(len(kept)) if kept[place : place + 4] == b"OggS"]
    assert len(starts) == 3
    for start, end in zip(starts, [*starts[1:], len(kept)], strict=True):
        there = kept[start:end]
        without = there[:22] + b"\x00" * 4 + there[26:]
        assert struct.unpack("<I", there[22:26])[0] == crc(without)


@pytest.mark.parametrize("media_type", SOUNDS)
@given(cut=st.integers(0, 400), noise=st.binary(max_size=60), place=st.integers(0, 400))
def test_a_broken_recording_breaks_nothing(
    media_type: str, cut: int, noise: bytes, place: int
) -> None:
    sound = SOUNDS[media_type]
    broken = sound[:place] + noise + sound[place + len(noise) :][:cut]
    assert len(without_traces(broken, media_type)) == len(broken)


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_what_nests_very_deep_is_cleaned_too(kind: str) -> None:
    if kind == "mp4":
        inmost = box(b"udta", b"iPhone 15")
        heads = (
            struct.pack(">I4s", 8 * left + len(inmost), b"moov") for left in range(5000, 0, -1)
        )
        sound = box(b"ftyp", b"iso5", b"\x00" * 4) + b"".join(heads) + inmost
    else:
        tags = bytes.fromhex("1254c367ff") * 5000
        sound = bytes.fromhex("1a45dfa380") + tags + element("4487", b"iPhone 15")
    cleaned = without_traces(sound, f"audio/{kind}")
    assert b"iPhone" not in cleaned
    assert len(cleaned) == len(sound)
