"""Every sentence a person reads, in Vietnamese and English: one catalogue, by code."""
