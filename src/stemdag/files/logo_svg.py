"""A logo in SVG, drawn anew from what is known to be a picture and nothing else.

What could act, move, or fetch something is refused by its name, so that nobody is left with half a logo. What
only a drawing program needs (its own names, comments, descriptions) is left out.
"""

from __future__ import annotations

import math
import re

from lxml import etree

from stemdag.domain.logo import SVG, Logo, fitted, refused

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_ELEMENTS = frozenset({"svg", "g", "defs", "stop", "clipPath", "mask"}) | _SHAPES | _GRADIENTS
_LEFT_OUT = frozenset({"title", "desc", "metadata"})
_GEOMETRY = """id transform d points x y x1 y1 x2 y2 cx cy r rx ry fx fy width height viewBox offset
    clipPathUnits maskUnits maskContentUnits gradientUnits gradientTransform spreadMethod
    preserveAspectRatio"""
#: What a style may set as well.
_PAINT = """fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-dasharray stroke-dashoffset stroke-opacity opacity color display visibility clip-path clip-rule
    mask stop-color stop-opacity"""
_PAINTS = frozenset(_PAINT.split())
_ATTRIBUTES = frozenset(_GEOMETRY.split()) | _PAINTS
#: What may be called in a value; an address only within the drawing.
_CALLS = {"rgb", "rgba", "hsl", "hsla", "matrix", "translate", "scale", "rotate", "skewx", "skewy", "url"}
_CALL = re.compile(r"([\w-]*)\s*\(\s*([\"']?.?)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}\s*")
Rules = list[tuple[str, dict[str, str]]]


def cleaned(body: bytes) -> Logo:
    """The logo of a file. `Refused`: `theme.logo`, where it is no SVG or has what no logo needs."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as problem:
        raise refused(f"this is no PNG and no SVG ({problem.msg})") from problem
    if root.tag != f"{{{_SVG}}}svg":
        raise refused("this is no PNG and no SVG")
    made = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})  # type: ignore[dict-item]
    rules = [rule for each in root.iter(f"{{{_SVG}}}style") for rule in _rules(each.text or "")]
    _copy(root, made, rules)
    if not any(_name(each)[1] in _SHAPES for each in made.iter()):
        raise refused("it draws nothing; letters and pictures in it have to be made into paths")
    left, top, width, height = _box(root)
    made.set("viewBox", f"{left:g} {top:g} {width:g} {height:g}")
    made.set("width", f"{width:g}")
    made.set("height", f"{height:g}")
    return fitted(SVG, etree.tostring(made, encoding="utf-8"), width / height)


def _copy(given: etree._Element, made: etree._Element, rules: Rules) -> None:
    """Attributes and elements, into `made`."""
    for name, value in given.attrib.items():
        _set(made, str(name), str(value))
    # Styles become attributes: a site's content policy may hold inside an image too, and stop a style there.
    classes = str(given.get("class") or "").split()
    for paints in (*(of for name, of in rules if name in classes), _paints(str(given.get("style") or ""))):
        for name, value in paints.items():
            _set(made, name, value)
    for each in given:
        if not isinstance(each.tag, str):
            raise refused("it has entities of its own; save it as plain SVG")
        space, name = _name(each)
        if space != _SVG or name in _LEFT_OUT or (name == "style" and not len(each)):
            continue
        if name not in _ELEMENTS:
            raise refused(f"<{name[:40]}> cannot be in a logo{_instead(name)}")
        _copy(each, etree.SubElement(made, f"{{{_SVG}}}{name}"), rules)


def _rules(text: str) -> Rules:
    """What a style says of classes, in its order."""
    found, left = [], _COMMENT.sub("", text).strip()
    while left:
        rule = _RULE.match(left)
        names = [each.strip() for each in rule[1].split(",")] if rule else []
        if rule is None or not all(re.fullmatch(r"\.[\w-]+", each) for each in names):
            raise refused(f"the style {left[:60]!r} cannot be in a logo; only classes can have one")
        found += [(each[1:], _paints(rule[2])) for each in names]
        left = left[rule.end() :]
    return found


def _paints(text: str) -> dict[str, str]:
    """Declarations of a style, those that matter to a picture."""
    parts = [each.partition(":") for each in _COMMENT.sub("", text).split(";")]
    return {
        name.strip(): value.replace("!important", "").strip()
        for name, _, value in parts
        if name.strip() in _PAINTS
    }


def _name(of: etree._Element) -> tuple[str, str]:
    """Its namespace, "" where it has none, and its name in it."""
    space, _, name = str(of.tag).rpartition("}")
    return space.removeprefix("{"), name


def _instead(element: str) -> str:
    if element in ("text", "tspan"):
        return "; make letters into paths"
    return "; draw it with paths" if element in ("image", "use", "symbol", "pattern", "filter") else ""


def _set(made: etree._Element, name: str, value: str) -> None:
    if name.lower().startswith("on"):
        raise refused(f"the attribute {name[:40]} cannot be in a logo")
    if name in ("href", _XLINK):
        if _name(made)[1] not in _GRADIENTS or not value.startswith("#"):
            raise refused(f"it points to {value[:60]!r}; a logo is whole by itself")
        made.set("href", value)
    elif name in _ATTRIBUTES:
        made.set(name, _safe(value))


def _safe(value: str) -> str:
    """A value that stays within the drawing."""
    calls = _CALL.findall(value.lower())
    if re.search(r"[\\@<]|/\*|:\s*//", value) or any(
        call not in _CALLS or (call == "url" and first.lstrip("\"'") != "#") for call, first in calls
    ):
        raise refused(f"{value.strip()[:60]!r} cannot be in a logo")
    return value


def _box(root: etree._Element) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is shown."""
    found = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    if len(found) != 4:
        found = ["0", "0", *((root.get(side) or "").removesuffix("px") for side in ("width", "height"))]
    try:
        left, top, width, height = map(float, found)
    except ValueError:
        raise refused("its size is not known; give it a viewBox") from None
    if not all(map(math.isfinite, (left, top, width, height))) or width <= 0 or height <= 0:
        raise refused("its size is not known; give it a viewBox")
    return left, top, width, height
