"""The classes that templates use are the classes that the style sheets know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src/stemdag"
STYLES = "".join(path.read_text() for path in SOURCE.rglob("*.css") if "publish" not in path.parts)
#: All but the sheet of station codes, which is a file to print and not a page.
TEMPLATES = sorted(
    path
    for app in ("server", "capture", "desk")
    for path in (SOURCE / app / "templates").rglob("*.html")
    if path.name != "sheet.html"
)
#: Hooks of scripts, and the design system's own.
ELSEWHERE = re.compile(r"(js|nl|utrecht)-[\w-]+")


def _known() -> set[str]:
    rules = re.sub(r"/\*.*?\*/", "", STYLES, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", rules))


def _used(template: Path) -> set[str]:
    text = template.read_text()
    values = re.findall(r'\bclass="([^"{]*(?:\{[^"]*\}[^"{]*)*)"', text)
    values += re.findall(r"block (?:body_class|content_class) %}([^{]*)", text)
    plain = (re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", value) for value in values)
    return {name for value in plain for name in value.split() if not ELSEWHERE.fullmatch(name)}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_templates_use_classes_that_exist(template: Path) -> None:
    assert _used(template) <= _known()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_templates_hold_no_inline_style_or_script(template: Path) -> None:
    """The content policy would block it, and nobody would see why."""
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
