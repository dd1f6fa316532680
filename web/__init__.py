"""The HTTP API and the pages: a front door."""
