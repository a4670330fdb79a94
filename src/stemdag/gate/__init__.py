"""The gate: the process that publishes. Turnout always; results once the holder of the key gives it."""
