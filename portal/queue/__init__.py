"""The queue of background work in the CMS: what waits, runs and could not be done, and what to do about it."""
