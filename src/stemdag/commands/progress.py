"""How long work shows itself: a bar on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from stemdag.commands.output import err

#: Where nobody sees a bar, one line for so many steps.
EVERY = 50


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Gives a function to call once per step with its name."""
    if not err.is_terminal:
        yield _plain(what, total)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        task = bars.add_task(what, total=total)

        def step(name: str) -> None:
            bars.update(task, advance=1, description=f"{what}: {name}")

        yield step


def _plain(what: str, total: int | None) -> Callable[[str], None]:
    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        if done % EVERY == 0 or done == total:
            err.print(f"{what}: {done}{f' of {total}' if total else ''}, {name}", markup=False)

    return step
