"""The board: every station at once, its stock, its passes."""
