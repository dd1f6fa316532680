"""The sovang commands: a front door."""
