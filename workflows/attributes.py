"""What operators search workflows by, for the rooms above; the keys lie with the hands that start sittings."""

from activities.attributes import ALL, DIVERGED, DUE_AT, PERIOD, PROGRAMME, STAGE, TROUBLE_SINCE, UNIT

__all__ = ["ALL", "DIVERGED", "DUE_AT", "PERIOD", "PROGRAMME", "STAGE", "TROUBLE_SINCE", "UNIT"]
