"""Time and order: Nomination, Sitting and Period; they wait, ask the rules, and call the hands."""
