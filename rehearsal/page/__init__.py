"""The live page of a running rehearsal: what it shows, read from the records, and how browsers are told.

Nothing here changes a record; what the page shows belongs to the parts that it is read from.
"""
