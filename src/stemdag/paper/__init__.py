"""Paper that the office prints before the day. Values in, a PDF out: no clock, no database, no network."""
