"""The station's pages. Each view says who gets in: `station_required` or `open_door`."""
