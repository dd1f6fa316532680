"""Refusals and faults as problem+json (RFC 9457): a stable code, its status, and a sentence in the reader's language.

Nothing here says whose deed or whose name it is about; clients branch on `code`, never on a sentence.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse

from web.languages import field_sentence, language_of, problem_sentence
from words.catalogue import Language

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[str, int] = {
    "malformed": 400,
    "bad_cursor": 400,
    "idempotency_key_missing": 400,
    "idempotency_key_invalid": 400,
    "upload_cut_short": 400,
    "token_missing": 401,
    "token_not_accepted": 401,
    "session_ended": 401,
    "not_from_here": 403,
    "sign_in_refused": 403,
    "oidc_failed": 403,
    "oidc_unknown": 403,
    "out_of_scope": 403,
    "not_proved": 403,
    "not_allowed": 403,
    "own_deed": 403,
    "own_change": 403,
    "own_objection": 403,
    "not_author": 403,
    "not_on_roster": 403,
    "own_ballot": 403,
    "same_person": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "account_name_taken": 409,
    "credential_taken": 409,
    "last_credential": 409,
    "ended": 409,
    "stage_opening": 409,
    "wrong_stage": 409,
    "no_deadline": 409,
    "not_silent": 409,
    "no_objections": 409,
    "comment_over": 409,
    "already_objected": 409,
    "no_such_objection": 409,
    "wrong_phase": 409,
    "on_hold": 409,
    "not_on_hold": 409,
    "before_open_vote": 409,
    "change_over": 409,
    "change_being_checked": 409,
    "change_in_force": 409,
    "change_under_way": 409,
    "not_proposed": 409,
    "edition_overlaps": 409,
    "edition_replaced": 409,
    "open_votes": 409,
    "nothing_to_close": 409,
    "not_decided": 409,
    "nothing_recognised": 409,
    "no_early_close": 409,
    "ballots_missing": 409,
    "voting_not_open": 409,
    "voting_closed": 409,
    "stands_aside": 409,
    "no_written_ballots": 409,
    "has_voted": 409,
    "nothing_entered": 409,
    "written_ballot_differs": 409,
    "no_paper": 409,
    "file_attached_already": 409,
    "too_many_files": 409,
    "evidence_seen": 409,
    "too_large": 413,
    "file_too_large": 413,
    "not_json": 415,
    "file_kind_refused": 415,
    "invalid": 422,
    "idempotency_key_reused": 422,
    "scan_may_show_choices": 422,
    "no_rules": 422,
    "fields_missing": 422,
    "deed_in_future": 422,
    "deed_too_old": 422,
    "wrong_subject": 422,
    "not_logged_for": 422,
    "backup_on_server": 409,
    "backup_under_way": 409,
    "row_refused": 422,
    "file_unreadable": 422,
    "unknown_unit": 422,
    "unit_closed": 422,
    "unit_ended": 422,
    "unit_not_begun": 422,
    "unknown_person": 422,
    "not_an_officer": 422,
    "account_name_unfit": 422,
    "founder_unfit": 422,
    "administrator_on_council": 422,
    "auditor_with_other_role": 422,
    "password_short": 422,
    "password_long": 422,
    "password_common": 422,
    "code_not_accepted": 422,
    "passkey_not_accepted": 422,
    "unknown_scope": 422,
    "not_asked_for": 422,
    "award_unknown": 422,
    "reward_too_high": 422,
    "beyond_their_limit": 422,
    "documents_missing": 422,
    "not_open_yet": 409,
    "items_unknown": 422,
    "items_missing": 422,
    "too_many_points": 422,
    "facts_missing": 422,
    "facts_denied": 422,
    "file_name_unfit": 422,
    "file_empty": 422,
    "no_file_chosen": 422,
    "file_broken": 422,
    "not_later": 422,
    "moved_too_far": 422,
    "past_deadline": 422,
    "beyond_limit": 422,
    "too_far": 422,
    "nothing_to_snooze": 409,
    "no_such_outcome": 422,
    "empty_ballot": 422,
    "unknown_candidate": 422,
    "not_a_voter": 422,
    "no_such_edition": 422,
    "no_such_stage": 422,
    "not_a_council": 422,
    "not_a_period": 422,
    "count_over_members": 422,
    "present_over_members": 422,
    "present_unknown": 422,
    "calendar_ends": 422,
    "calendar_unknown": 422,
    "calendar_counts_now": 422,
    "rule_file_broken": 422,
    "date_past": 422,
    "same_rules": 422,
    "not_earlier_date": 422,
    "not_later_date": 422,
    "too_many_tries": 429,
    "fault": 500,
    "file_damaged": 500,
    "store_busy": 503,
    "store_unavailable": 503,
    "disk_full": 503,
    "files_unavailable": 503,
    "engine_unavailable": 503,
    "engine_not_ready": 503,
    "too_many_at_once": 503,
    "outcome_unknown": 504,
}
"""Every code the API answers with, and its HTTP status."""

RETRY_AFTER_S: Mapping[str, int] = {
    "stage_opening": 1,
    "change_being_checked": 1,
    "store_busy": 2,
    "store_unavailable": 10,
    "disk_full": 60,
    "files_unavailable": 10,
    "engine_unavailable": 5,
    "engine_not_ready": 10,
    "too_many_at_once": 1,
    "outcome_unknown": 2,
}
"""After how many seconds the same request, with the same key, is worth sending again."""


class FieldProblem(BaseModel):
    """What is wrong with one field; `field` is its path in the body, the query or the headers."""

    field: Annotated[str, Field(examples=["deed.title"])]
    code: Annotated[str, Field(examples=["too_short"])]
    detail: Annotated[str, Field(examples=["Too short: at least 1."])]


class ProblemBody(BaseModel):
    """A refusal or a fault. `code` is the contract; `detail` is for people."""

    type: Annotated[str, Field(examples=["urn:sovang:problem:wrong_stage"])]
    title: str
    status: int
    code: str
    detail: str
    instance: Annotated[str, Field(description="the request's own number, as in the header X-Request-Id")]
    params: dict[str, object] = Field(default_factory=dict)
    errors: list[FieldProblem] = Field(default_factory=list)


class Problem(Exception):
    """A request that is refused, or that failed; `errors` are (field, code, params) triples."""

    def __init__(
        self,
        code: str,
        params: Mapping[str, object] | None = None,
        *,
        errors: Sequence[tuple[str, str, Mapping[str, object]]] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]
        self.params = params or {}
        self.errors = errors

    def headers(self) -> dict[str, str]:
        """Return the headers that belong to this refusal."""
        told = {"Vary": "Accept-Language"}
        if self.status == HTTPStatus.UNAUTHORIZED:
            told["WWW-Authenticate"] = 'Bearer realm="sovang"'
        if self.code in RETRY_AFTER_S:
            told["Retry-After"] = str(RETRY_AFTER_S[self.code])
        if self.code == "too_many_tries":
            told["Retry-After"] = str(self.params["seconds"])
        return told


def answer(problem: Problem, request: Request) -> JSONResponse:
    """Return the response that tells `problem` to whoever asked."""
    language = language_of(request.headers.get("accept-language", ""))
    number: str = request.scope.get("request_id", "")
    body = _body(problem, language, number)
    headers = problem.headers() | {"Content-Language": language}
    return JSONResponse(
        body.model_dump(mode="json", exclude_defaults=True), problem.status, headers=headers, media_type=MEDIA_TYPE
    )


def _body(problem: Problem, language: Language, number: str) -> ProblemBody:
    params = {name: value for name, value in problem.params.items() if value is not None}
    return ProblemBody(
        type=f"urn:sovang:problem:{problem.code}",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        code=problem.code,
        detail=problem_sentence(problem.code, language, {"request_id": number, **problem.params}),
        instance=number,
        params=params,
        errors=[
            FieldProblem(field=field, code=code, detail=field_sentence(code, language, params))
            for field, code, params in problem.errors
        ],
    )
