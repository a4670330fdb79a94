"""Stemdag runs an election day: stations, office and public site, sealed until the moment."""

__version__ = "0.1.0"
