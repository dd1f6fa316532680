"""Tables that people bring as CSV files: units, people, deeds. Every row is judged before any is written."""
