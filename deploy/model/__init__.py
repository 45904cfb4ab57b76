"""The nouns: frozen values without behaviour towards the world.

This storey imports nothing of ours. Anything that looks, decides or acts lives higher up.
"""
