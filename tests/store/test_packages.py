"""Traps are known by what a package says of its parts; what is no package is damaged."""

import io
import zipfile

import pytest

from community_voice.store.packages import (
    PACKED_FROM,
    PARTS_LIMIT,
    Damaged,
    has_doctype,
    has_macros,
    is_bomb,
    is_heavy,
    parts_of,
)


def package(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_large_part_that_packs_too_well_is_a_bomb_and_a_small_one_is_not() -> None:
    _archive, parts = parts_of(package(sheet=b" " * (PACKED_FROM + 1)))
    assert is_bomb(parts)
    _archive, parts = parts_of(package(sheet=b" " * (PACKED_FROM - 1)))
    assert not is_bomb(parts)


def test_what_unpacks_to_more_than_a_limit_or_has_very_many_parts_is_heavy() -> None:
    _archive, parts = parts_of(package(one=b"12345", two=b"678"))
    assert (is_heavy(parts, 8), is_heavy(parts, 7)) == (False, True)
    _archive, parts = parts_of(package(**{f"p{n}": b"" for n in range(PARTS_LIMIT + 1)}))
    assert is_heavy(parts, 100)


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/a.xml", "xl/activeX/b"])
def test_macros_are_known_by_the_names_of_their_parts(name: str) -> None:
    assert has_macros(parts_of(package(**{name: b""}))[1])
    assert not has_macros(parts_of(package(sheet=b""))[1])


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"<!DOCTYPE a><a/>", True), (b"<a/>", False), (b"\x89PNG", False), (b"", False)],
)
def test_a_document_type_is_found_before_the_first_element(content: bytes, found: bool) -> None:
    archive, (part,) = parts_of(package(part=content))
    assert has_doctype(archive, part) is found


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"words"])
def test_what_is_no_package_is_damaged(content: bytes) -> None:
    with pytest.raises(Damaged):
        parts_of(content)
