"""One module for each service of moto that is put right: `NEEDS` (private names it leans on) and `install`.

Operations that moto lacks are gaps (`plane.gap`), not hooks, and belong beside the part that answers them.
"""
