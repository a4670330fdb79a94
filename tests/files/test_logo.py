"""What of a logo's file is published, and what is refused."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from lxml import etree

from stemdag.domain.errors import Refused
from stemdag.domain.logo import LARGEST, Logo, from_mapping, to_json
from stemdag.files.logo import read

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
PATH = '<path d="M0 0h40v20z" fill="#7a1f3d"/>'


def svg(inside: str = PATH, more: str = "") -> bytes:
    return f'<svg {NAMES} viewBox="0 0 40 20"{more}>{inside}</svg>'.encode()


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 40, height: int = 20, *more: bytes, lines: int | None = None) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    picture = zlib.compress(bytes(1 + 3 * width) * (height if lines is None else lines))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", picture) + chunk(b"IEND")


def logo(tmp_path: Path, body: bytes) -> Logo:
    file = tmp_path / "logo"
    file.write_bytes(body)
    return read(file)


def test_a_drawing_is_kept_and_what_a_program_left_in_it_is_not(tmp_path: Path) -> None:
    body = svg(
        "<title>Logo</title><!-- by A. Bos --><metadata>home/a.bos</metadata>"
        '<sodipodi:view xmlns:sodipodi="urn:of:a:program" where="/home/a.bos"/>'
        "<style>.a,.b { fill: url(#g); -inkscape-font: 'a.bos' } /* a.bos */ .a{opacity:1;}</style>"
        '<defs><linearGradient id="g"><stop offset="0" style="stop-color:rgb(1,2,3)"/></linearGradient>'
        '<linearGradient id="h" xlink:href="#g"/></defs>'
        '<g data-name="a.bos" transform="translate(1 2)">'
        '<circle class="a c" fill="red" r="3" style="opacity: .5 !important"/></g>',
        ' width="100%" enable-background="new"',
    )
    made = logo(tmp_path, b'<?xml version="1.0"?><!DOCTYPE svg>' + body)
    assert (made.kind, made.width, made.height) == ("svg", 64, 32)
    assert made.body.decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">'
        '<defs><linearGradient id="g"><stop offset="0" stop-color="rgb(1,2,3)"/></linearGradient>'
        '<linearGradient id="h" href="#g"/></defs>'
        '<g transform="translate(1 2)"><circle fill="url(#g)" r="3" opacity=".5"/></g></svg>'
    )
    assert logo(tmp_path, made.body) == made
    assert from_mapping(to_json(made)) == made


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (svg(PATH + "<script>alert(1)</script>"), "<script> cannot be in a logo"),
        (svg(PATH + "<foreignObject><p/></foreignObject>"), "<foreignObject> cannot"),
        (svg(PATH + '<image href="https://example.org/a.png"/>'), "<image> cannot be in a logo; draw it"),
        (svg(PATH + '<a xlink:href="https://example.org">x</a>'), "<a> cannot"),
        (svg(PATH + '<use href="#a"/>'), "<use> cannot"),
        (svg(PATH + '<g><animate attributeName="d"/></g>'), "<animate> cannot"),
        (svg("<text>Nijmegen</text>"), "<text> cannot be in a logo; make letters into paths"),
        (svg(more=' onload="alert(1)"'), "the attribute onload cannot"),
        (svg(PATH.replace("d=", "ONCLICK='a()' d=")), "the attribute ONCLICK cannot"),
        (svg(PATH + '<linearGradient xlink:href="https://example.org/a#b"/>'), "it points to 'https://exam"),
        (svg(PATH.replace("#7a1f3d", "url(https://example.org/a)")), "'url(https://exam"),
        (svg(PATH.replace("#7a1f3d", "url( '//example.org/a#b')")), "cannot be in a logo"),
        (svg("<style>@import '//example.org/a.css';</style>" + PATH), "the style"),
        (svg("<style>.a{fill:u\\72l(a)}</style><g class='a'/>" + PATH), "cannot be in a logo"),
        (svg(PATH + "<g style='fill:image-set(1x)'/>"), "'image-set(1x)' cannot be in a logo"),
        (svg("<style>.a{fill:u/**/rl(a)}</style><g class='a'/>" + PATH), "'url(a)' cannot be in a logo"),
        (svg("<style>path{fill:red}</style>" + PATH), "only classes can have one"),
        (svg("<style>.a{fill:red}}</style>" + PATH), "only classes can have one"),
        (svg("<style><script/></style>" + PATH), "<style> cannot"),
        (svg(""), "it draws nothing"),
        (svg().replace(b'viewBox="0 0 40 20"', b""), "give it a viewBox"),
        (svg().replace(b"0 0 40 20", b"0 0 nan 20"), "give it a viewBox"),
        (svg().replace(b"0 0 40 20", b"0 0 400 20"), "its width is 20.0 times its height"),
        (svg().replace(b"2000/svg", b"2001/svg"), "no PNG and no SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "<x/>">]>' + svg(PATH + "<g>&a;</g>"), "entities of its own"),
        (b"GIF89a", "no PNG and no SVG"),
        (b"", "no PNG and no SVG"),
        (svg(PATH * 900), f"and may be {LARGEST:,}"),
        (b" " * 600_000, "is larger than"),
        (png(2_001), "it is 2001 by 20 pixels"),
        (png(lines=3), "this PNG is damaged"),
        (png(lines=30), "this PNG is damaged"),
        (png()[:-20], "this PNG is damaged"),
        (png().replace(b"IDAT", b"IDAU"), "this PNG is damaged"),
        (png(20, 400), "its width is 0.1 times its height"),
    ],
)
def test_what_is_refused_says_why(tmp_path: Path, body: bytes, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        logo(tmp_path, body)
    assert refusal.value.code == "theme.logo"
    assert said in refusal.value.text


def test_an_entity_in_an_attribute_opens_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept here")
    outside = f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'.encode()
    with pytest.raises(Refused):
        logo(tmp_path, outside + svg(PATH.replace("#7a1f3d", "&a;")))
    inside = b'<!DOCTYPE svg [<!ENTITY a "url(https://example.org/a)">]>'
    with pytest.raises(Refused):
        logo(tmp_path, inside + svg(PATH.replace("#7a1f3d", "&a;")))


def test_a_png_keeps_its_picture_alone(tmp_path: Path) -> None:
    extra = (chunk(b"tEXt", b"Author\0A. Bos"), chunk(b"acTL", bytes(8)), chunk(b"eXIf", b"MM"))
    made = logo(tmp_path, png(40, 20, *extra) + b"after the end")
    assert (made.kind, made.width, made.height) == ("png", 64, 32)
    assert made.body == png()


@pytest.mark.parametrize(("box", "size"), [("0 0 80 10", (160, 20)), ("0 0 10 20", (16, 32))])
def test_it_has_the_room_that_there_is(tmp_path: Path, box: str, size: tuple[int, int]) -> None:
    made = logo(tmp_path, svg().replace(b"0 0 40 20", box.encode()))
    assert (made.width, made.height) == size
    assert etree.fromstring(made.body).get("viewBox") == box


@pytest.mark.parametrize(
    "kept",
    [None, "logo.svg", {"kind": "svg"}, {"kind": "gif", "base64": "YQ==", "width": 1, "height": 1}]
    + [{"kind": "svg", "base64": text, "width": 9, "height": 9} for text in ("", "?", None)]
    + [{"kind": "svg", "base64": "YQ==", "width": width, "height": 9} for width in (0, 161, "9")],
)
def test_what_is_kept_is_looked_at_again(kept: object) -> None:
    with pytest.raises(Refused, match="logo"):
        from_mapping(kept)
