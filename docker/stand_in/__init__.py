"""The stand-in service: one package that answers the contracts of all five systems.

What belongs here is what a system promises to the outside: health, streams, a queue, migrations, an orderly
end, and faults on request. No business logic, and nothing that has to be installed.
"""
