"""What stands before the day: papers, and the station's app."""
