"""The deployment controller of ECS as a pure state machine: state and sight in, next state and actions out.

Nothing here knows moto, processes, clocks or the network.
"""
