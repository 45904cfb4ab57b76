"""What a person can type: one folder for each verb, listed here in one tuple.

A folder has the face (`task.py`, light to import), the decision (`plan.py`, pure), and steps of its own
where needed.
"""
