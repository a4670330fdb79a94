"""What went wrong in real elections, played again: at stations of their own, through the doors of everybody.

Each incident is one definition, for the rehearsal and for the tests (`tests/scenarios`), which also take away
the guards without which it goes wrong again.
"""
