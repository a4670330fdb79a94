"""`verify`: what anybody can check of a public site afterwards."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import httpx
import typer

from stemdag.commands.output import FOUND, could_not, err, out, write_json
from stemdag.domain.receipt import tidy
from stemdag.verify.archive import check, is_archive
from stemdag.verify.receipts import Get, Proof, proofs

SECONDS = 30.0


def verify(
    site: Annotated[
        str, typer.Argument(help="A public site: its address, or the folder of its files; or an archive.")
    ],
    codes: Annotated[
        list[str] | None, typer.Argument(help="Codes of receipts, as they stand on the paper records.")
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome here; - is standard output.")
    ] = None,
) -> None:
    """Make the codes of receipts anew from the published counts, and say to which counts yours belong.

    Of an archive (`stemdag archive`): hold every file, every hash and every envelope against what it says.
    Exit 1 where it does not fit, or a code belongs to no published count; 2 where it cannot be read.
    """
    if not site.startswith(("http://", "https://")) and is_archive(Path(site)):
        _archive(Path(site), json)
        return
    try:
        found = list(proofs(_reader(site)))
    except (OSError, httpx.HTTPError) as error:
        raise could_not(f"{site} cannot be read: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        text = f"{site} is no public site of Stemdag, or of another version ({type(error).__name__}: {error})"
        raise could_not(text) from error
    by_code = {each.code: each for each in found if each.code}
    voice = err if json == Path("-") else out
    unknown = []
    for typed in codes or []:
        code = tidy(typed)
        if proof := by_code.get(code):
            voice.print(f"{code}: {_said(proof)}", markup=False)
        else:
            unknown.append(code)
            voice.print(f"{code}: of no published count", markup=False, style="red")
    voice.print(
        f"{len(found)} published counts, {len(by_code)} of them with the code of a receipt.", markup=False
    )
    write_json(json, {"counts": [asdict(each) for each in found], "unknown": unknown})
    if unknown:
        raise typer.Exit(FOUND)


def _archive(folder: Path, json: Path | None) -> None:
    try:
        found = check(folder)
    except (OSError, KeyError, TypeError, ValueError) as error:
        text = f"{folder} is no archive that can be read ({type(error).__name__}: {error})"
        raise could_not(text) from error
    voice = err if json == Path("-") else out
    for each in found.wrong:
        voice.print(each, markup=False, style="red")
    what = f"{found.files} files, {found.entries} entries, {found.envelopes} envelopes"
    said = "not whole" if found.wrong else "whole; every hash made anew"
    voice.print(f"{found.election}: {what}: {said}", markup=False)
    write_json(json, asdict(found))
    if found.wrong:
        raise typer.Exit(FOUND)


def _said(proof: Proof) -> str:
    stands = "the count that stands" if proof.stands else "a count that was public and was replaced"
    return (
        f"{proof.election}, {proof.municipality}, station {proof.station} ({proof.name}), "
        f"version {proof.version}: {stands}"
    )


def _reader(site: str) -> Get:
    if site.startswith(("http://", "https://")):
        base = site.rstrip("/")

        def fetch(path: str) -> bytes:
            return httpx.get(base + path, timeout=SECONDS, follow_redirects=True).raise_for_status().content

        return fetch
    folder = Path(site)
    return lambda path: (folder / path.lstrip("/")).read_bytes()
