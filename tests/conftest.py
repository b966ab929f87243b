"""What holds for every test."""

from hypothesis import settings

settings.register_profile("storeyard", deadline=None)  # a slow machine is no finding
settings.load_profile("storeyard")
