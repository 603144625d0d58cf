"""The floor to compare with: a bare Flask-SocketIO room under gevent. Nobody is asked who they are, nothing is stored."""

from gevent import monkey

monkey.patch_all()

import itertools  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, emit, join_room  # noqa: E402

app = Flask(__name__)
socketio = SocketIO(
    app, async_mode="gevent", transports=["websocket"], async_handlers=False, cors_allowed_origins="*"
)
numbers = itertools.count(1)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@socketio.on("enter_room")
def enter_room(payload: dict) -> dict:
    join_room(f"room:{payload['room']}")
    return {"ok": True}


@socketio.on("send_message")
def send_message(payload: dict) -> dict:
    count = next(numbers)
    news = {
        "room": payload["room"], "id": count, "seq": count, "at": "2026-11-24T10:00:00+00:00", "body": payload["body"],
        "author": {"id": 1, "name": "Gäst 1", "figure": "blasippa", "host": False},
    }  # fmt: skip
    emit("message_posted", news, to=f"room:{payload['room']}")
    return {"ok": True, "id": count, "seq": count}
