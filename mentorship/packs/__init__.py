"""A craft as files: read safely, checked whole, written always the same. Its manual is docs/packs.md.

source.py    a folder or a zip file becomes names and bytes, or is refused
schema.json  what pack.json may hold
schema.py    holds a document against it, and brings it into its one form
checking.py  what no schema can say: levels without gaps, names that lead somewhere, pictures that are pictures
archive.py   a pack becomes a folder or a zip file, the same bytes each time
The folders beside them are the packs that come with the platform.
"""
