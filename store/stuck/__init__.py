"""What is stuck, why, and who can help: rows that may be (`rows`), judged (`lines`), one page of them (`pages`)."""
