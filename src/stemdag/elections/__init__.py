"""Definitions: elections, municipalities, stations, ballots and their keys; and how files become them."""
