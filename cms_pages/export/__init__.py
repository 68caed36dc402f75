"""A person's part of the site as a folder of files: opens from a disk, from any host, below any address.

`builder.build` asks the site itself for each page as somebody without an account would, so what is private cannot
be in it, and rewrites what it gets. docs/export.md tells templates how to take part.
"""
