"""The election office: the board of its stations, the control view, and the release of its results."""
