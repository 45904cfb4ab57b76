"""Proofs of the ECS platform: the very commands that people type, against a rehearsal with real copies.

Each script prints its figures. What all of them share (desk, load, gateway, judge) is here too, and a small
part of each proof runs in `tests/bench/ecs`.
"""
