"""Property tests: the same examples everywhere, and no time limit on a busy machine."""

from hypothesis import settings

settings.register_profile("sagstal", deadline=None, derandomize=True)
settings.load_profile("sagstal")
