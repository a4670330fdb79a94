"""The readers of EML_NL, the Dutch election markup language, versions 1.2 and 1.3."""

from stemdag.files.eml.message import Foreign, read_eml

__all__ = ["Foreign", "read_eml"]
