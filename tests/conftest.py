"""What all tests share: only the databases. Makers are plain functions beside the tests that use them."""

pytest_plugins = ["tests.databases"]
