"""Telling other systems what has happened: signed, again until it arrives, never into our own network."""
