"""The polling station: its codes, its pages, its intake of counts."""
