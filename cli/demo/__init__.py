"""`sovang demo`: the main job on real deeds, rehearsed through the real workflows, then shown alive."""
