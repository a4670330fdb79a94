"""The readers of EML_NL, the Dutch election markup language, version 1.2."""

from stemdag.files.eml.message import Foreign, read_eml

__all__ = ["Foreign", "read_eml"]
