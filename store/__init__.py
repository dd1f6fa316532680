"""What is remembered: tables, ledger, ballots, books, and the queries that pages ask. Never commits itself."""
