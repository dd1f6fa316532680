"""What operators search workflows by. Search attributes are never encrypted: ids and codes only, no names."""

from temporalio.common import SearchAttributeKey

PROGRAMME = SearchAttributeKey.for_keyword("SvProgramme")
UNIT = SearchAttributeKey.for_keyword("SvUnit")
STAGE = SearchAttributeKey.for_keyword("SvStage")
PERIOD = SearchAttributeKey.for_keyword("SvPeriod")
DUE_AT = SearchAttributeKey.for_datetime("SvDueAt")
TROUBLE_SINCE = SearchAttributeKey.for_datetime("SvTroubleSince")
"""Since when a hand of the case has failed again and again; gone as soon as it succeeds."""

DIVERGED = "diverged"
"""Shown as the stage of a case whose ledger tells another story, until a person has looked."""

ALL = (PROGRAMME, UNIT, STAGE, PERIOD, DUE_AT, TROUBLE_SINCE)
