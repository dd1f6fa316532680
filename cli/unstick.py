"""`sovang unstick`: a remedy for what is stuck, sent to the running house as the holder of a token.

The API judges who may, keeps the reason and answers for each; nothing is done here.
"""

import http
import http.client
import json
from pathlib import Path
from typing import Annotated, Any, cast, get_args
from urllib.parse import urlsplit
from uuid import uuid4

import typer

from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from rules.remedies import Remedy
from settings import load, read_running

app = typer.Typer()

_PATIENCE_S = 60


@app.command()
def unstick(
    context: typer.Context,
    remedy: Annotated[str, typer.Argument(metavar="REMEDY", help=", ".join(get_args(Remedy)))],
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Mã hồ sơ hoặc phiên xét / nominations, sittings.")],
    because: Annotated[str, typer.Option(help="Lý do, được lưu lại / the reason, which is kept.")],
    token: Annotated[
        Path, typer.Option(metavar="FILE", help="Tệp chứa mã truy cập của bạn / the file with your token.")
    ],
    to: Annotated[str, typer.Option(help="Người nhận việc hoặc người thay / who is asked, or stands in.")] = "",
    until: Annotated[str | None, typer.Option(metavar="INSTANT", help="2026-11-30T17:00:00+07:00")] = None,
    outcome: Annotated[str, typer.Option(help="Kết quả khi làm thay / the outcome of `override`.")] = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Chỉ xem trước, không làm / only say what it would do.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Gỡ những gì bị tắc: nhắc, giao lại, gia hạn, thử lại... / Do something about what is stuck."""
    speech = context.ensure_object(Speech)
    running = read_running(load(data=data).data)
    if running is None:
        raise RefusalError("house_not_running")
    if not token.is_file():
        raise RefusalError("token_file_missing", file=token)
    body: dict[str, object] = {"remedy": remedy, "ids": ids, "because": because, "to": to, "outcome": outcome}
    told = _send(
        running.api,
        "preview" if preview else "remedies",
        body | ({"until": until} if until else {}),
        token.read_text("utf-8").strip(),
        speech,
    )
    if as_json:
        speech.hand_over(told)
    for item in () if as_json else told["items"]:
        speech.out.print(f"{'✓' if item['applies'] else '✗'} {item['id']}: {item['says']}")
    raise typer.Exit(0 if all(item["applies"] for item in told["items"]) else 1)


def _send(api: str, path: str, body: dict[str, object], token: str, speech: Speech) -> dict[str, Any]:
    """Return what the API answers. Leave with its own sentence and exit code 2 if it refuses the whole."""
    where = urlsplit(api)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=_PATIENCE_S)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept-Language": speech.language,
        "Idempotency-Key": str(uuid4()),
    }
    try:
        connection.request("POST", f"/api/v1/stuck/{path}", json.dumps(body).encode(), headers)
        response = connection.getresponse()
        told = json.loads(response.read())
    except (OSError, ValueError) as away:
        raise RefusalError("house_not_running") from away
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK:
        for one in [told["detail"], *(f"{wrong['field']}: {wrong['detail']}" for wrong in told.get("errors", ()))]:
            speech.err.print(one)
        raise typer.Exit(2)
    return cast("dict[str, Any]", told)
