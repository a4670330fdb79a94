"""The commands of `stemdag`, one module per kind of work; `cli` puts them behind one door."""
