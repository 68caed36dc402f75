"""The REST API below /api/v1/: doors to the same services and questions as the pages. See docs/api.md."""
