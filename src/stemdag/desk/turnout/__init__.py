"""Turnout: by station, quarter and municipality, beside the earlier election, and for the beamer."""
