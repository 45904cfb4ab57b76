"""Registries of images, as far as a rollout looks at them: which digest stands under a tag."""
