"""Chance with a fixed seed, and integers that keep their sum."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

#: The seed of a rehearsed day unless another is given.
SEED = 2021


def chance(*what: object) -> Random:
    """A source of chance of its own for each thing: the same for the same words, on every machine."""
    return Random("/".join(str(word) for word in what))  # noqa: S311  a rehearsal is to be repeatable


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """`total` divided in proportion to `weights`, in whole numbers that add up to it (largest remainders)."""
    whole = sum(weights)
    if total < 0 or whole <= 0:
        raise ValueError(f"cannot divide {total} by weights that add up to {whole}")
    exact = [total * weight / whole for weight in weights]
    found = [int(part) for part in exact]
    order = sorted(range(len(exact)), key=lambda i: (found[i] - exact[i], i))
    for turn in range(total - sum(found)):
        found[order[turn % len(order)]] += 1
    return found


def draw(size: int, pool: Sequence[int], liking: Sequence[float], rng: Random) -> list[int]:
    """Take `size` out of a pool of several kinds: about in proportion to what is there and how it is liked.

    The rest is rounded by chance, not to the nearest: else a kind of which each draw expects less than a
    half would never be drawn and pile up in the last one. Raises ValueError when the pool is too small.
    """
    if not 0 <= size <= sum(pool):
        raise ValueError(f"cannot draw {size} from a pool of {sum(pool)}")
    weights = [there * like for there, like in zip(pool, liking, strict=True)]
    whole = sum(weights) or 1.0
    exact = [size * weight / whole for weight in weights]
    taken = [min(int(part), there) for part, there in zip(exact, pool, strict=True)]
    # Systematic sampling: one start, steps of 1 along the fractions laid end to end.
    mark = rng.random()
    along = 0.0
    for i, part in enumerate(exact):
        along += part - int(part)
        if along > mark:
            mark += 1
            if taken[i] < pool[i] and sum(taken) < size:
                taken[i] += 1
    left = size - sum(taken)
    while left > 0:  # what the caps held back
        free = [i for i in range(len(pool)) if taken[i] < pool[i]]
        for i in free:
            more = min(pool[i] - taken[i], -(-left // len(free)), left)
            taken[i] += more
            left -= more
    return taken
