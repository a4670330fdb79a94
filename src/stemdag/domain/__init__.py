"""Values and rules of an election day: pure, without I/O, framework or clock of its own."""
