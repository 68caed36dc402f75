"""What files from anywhere do when they are unpacked."""

import zipfile
import zlib

#: What reading a damaged, locked or strangely packed archive raises: these errors have no base of their own.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
