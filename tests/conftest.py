"""What holds for every test."""

import os

from hypothesis import settings

settings.register_profile("storeyard", deadline=None)  # a slow machine is no finding
settings.load_profile("storeyard")

if "GUARD_OFF" in os.environ:  # the mutation proof: what these tests call themselves lacks the guard too (R39)
    from tests.failures import guards

    guards.install()
