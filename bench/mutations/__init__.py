"""Plants defects, one at a time, and asks the tests whether they notice. The list is `defects.toml`.

Nothing here is a test; `tests/bench` holds the list to the files that it names.
"""
