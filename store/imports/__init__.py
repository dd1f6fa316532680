"""Tables that people bring as CSV files: units, people, offices, seats, deputies, deeds. All rows are judged first."""
