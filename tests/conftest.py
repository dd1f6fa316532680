"""What all tests share: databases, and patience with a busy machine. Makers are plain functions beside the tests."""

from hypothesis import settings

pytest_plugins = ["tests.databases"]

# an example that is slow because the machine is busy proves nothing
settings.register_profile("house", deadline=None)
settings.load_profile("house")
