"""Every judgement, pure: the rule language, editions, calendar, counting, selection, decide and evolve."""
