"""What stands behind ``./dms``: standard library only, for a bare Python 3.11."""
