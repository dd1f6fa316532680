"""`sovang keys`: making the key files for a cluster, and putting a new key on the payload ring. `up` makes its own."""

from pathlib import Path
from typing import Annotated

import typer

from cli.lock import hold
from cli.speech import Speech
from keys import PAYLOAD, add_payload_key, make_keys
from settings import load

app = typer.Typer(no_args_is_help=True, help="Tệp khoá / The key files.")

DataFolder = Annotated[Path | None, typer.Option("--data", help="Thư mục dữ liệu / the data folder.")]


@app.command()
def make(context: typer.Context, data: DataFolder = None) -> None:
    """Tạo các tệp khoá còn thiếu; không ghi đè / Make the key files that are missing; overwrite none."""
    for file in make_keys(load(data=data).keys):
        context.ensure_object(Speech).say("key_made", file=file)


@app.command()
def rotate(context: typer.Context, data: DataFolder = None) -> None:
    """Thêm khoá mới vào vòng khoá; khoá cũ vẫn mở được / Put a new key on the ring; the old ones still open."""
    settings = load(data=data)
    with hold(settings.data):  # a running worker would not know the new key
        key_id = add_payload_key(settings.keys)
    context.ensure_object(Speech).say("key_added", key_id=key_id, file=settings.keys / PAYLOAD)
