"""What the pages of offices say: our unit, board, rules, organisation, system: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

OFFICES: Sentences = {}
