"""What a process of the tests works out once, because the answer is the same each time.

Nothing here stands in for what is tested: what is kept is what the real function answered before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import brotli
import pytest
from whitenoise.middleware import WhiteNoiseMiddleware

from stemdag.publish import archive, making, open_data

#: So many bodies are kept with their encoding: some 50 MB.
KEPT = 4096


@contextmanager
def worked_out() -> Iterator[None]:
    """Until it ends."""
    with pytest.MonkeyPatch.context() as patch:
        _static_files(patch)
        _encodings(patch)
        yield


def _static_files(patch: pytest.MonkeyPatch) -> None:
    """Each of Django's clients loads the middleware anew, which looks at every static file there is."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, object]()

    def kept(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", kept)


def _encodings(patch: pytest.MonkeyPatch) -> None:
    """The same pages are written in test after test, each time with both encodings beside them."""
    patch.setattr(brotli, "compress", lru_cache(KEPT)(brotli.compress))
    compressed = lru_cache(KEPT)(archive.compressed)
    patch.setattr(making, "compressed", compressed)
    patch.setattr(open_data, "compressed", compressed)
