"""Whether a column's value is one of many texts, at the cost that each database asks for it.

A list written out is as many parameters as it has texts. SQLite plans best with it; PostgreSQL has them bound, sent
and planned one by one at every question, and takes an array instead.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    """The two ways to write the same test: by a list, and by an array."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> "_Among":  # noqa: ARG002 - the base's signature
        """Return it as it stands: compared with true, as other functions are, SQLite would find no index for it."""
        return self


def among(column: ColumnElement[Any], values: Collection[str]) -> ColumnElement[bool]:
    """Return the test whether `column` is one of `values`; of none, it is false."""
    texts = sorted(values)
    return _Among(column.in_(texts), column == literal(texts, ARRAY(Text())).any_())


@compiles(_Among)
def _by_list(test: _Among, compiler: SQLCompiler, **how: object) -> str:
    return _written(test, 0, compiler, how)


@compiles(_Among, "postgresql")
def _by_array(test: _Among, compiler: SQLCompiler, **how: object) -> str:
    return _written(test, 1, compiler, how)


def _written(test: _Among, which: int, compiler: SQLCompiler, how: dict[str, object]) -> str:
    return f"({compiler.process(list(test.clauses)[which], **how)})"
