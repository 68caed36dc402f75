"""The chapter as a whole, for who runs it: its figures, what funders are told, and whether everything works."""
