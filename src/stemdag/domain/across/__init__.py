"""Checks across the stations of one municipality (S.201 to S.205 and S.301): pure functions of counts."""
