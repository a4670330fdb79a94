"""The holders of a release key: their file, their clocks, their door. Stand-alone, without Django."""
