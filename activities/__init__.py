"""The hands of the workflows: each does one thing to the world and may be called twice."""
