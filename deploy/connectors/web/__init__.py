"""The outside of a system, as users reach it: answers bounded in bytes and time, redirects not followed."""
