"""The error of the commands: what was asked for cannot be done here, said by a code of the catalogue."""


class RefusalError(Exception):
    """A command cannot do its work; `code` and `params` make the sentence that says why and what to do."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
