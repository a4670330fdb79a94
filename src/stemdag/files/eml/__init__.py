"""The readers of EML_NL, the Dutch election markup language, versions 1.2 and 1.3."""

from stemdag.files.eml.message import Foreign, form_of, read_eml

__all__ = ["Foreign", "form_of", "read_eml"]
