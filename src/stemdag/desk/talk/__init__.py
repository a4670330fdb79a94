"""What passes between the office and its stations."""
