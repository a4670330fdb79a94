"""Plays an election day, real or made up from real totals, through the doors that everybody else uses."""
