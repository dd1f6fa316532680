"""The way of the tables from one release to the next. Written out: a revision never reads today's tables."""
