"""How days and times are written, per language: what stands here goes before Django's own (FORMAT_MODULE_PATH)."""
