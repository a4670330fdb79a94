"""The append-only record of the day, chained by hash: the only way in which a fact of the day is written."""
