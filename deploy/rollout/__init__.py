"""The brain of a rollout: what a platform must offer, the steps, the planner, and the reasons to refuse.

Planner and objections are pure; they never look and never act. How a step is played is a platform's business.
"""
