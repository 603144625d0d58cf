"""Servers of others on this machine: an SMS gateway, a mail server, a push service."""

from __future__ import annotations

import base64
import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.environ import free_port

USER, PASSWORD, SENDER = "gateway-user", "gateway-word", "Samvaro"


class HttpServer:
    """Keeps what it got in `got`. `mode`: ok, drop (takes it and hangs up), hang, or a status to answer."""

    def __init__(self, port: int = 0) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.mode, self.delay = "ok", 0.0
        self.awake = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.got.append((dict(self.headers) | {"path": self.path}, body))
                time.sleep(server.delay)
                if server.mode == "hang":
                    server.awake.wait(60)
                if server.mode in ("drop", "hang"):
                    self.close_connection = True
                    return
                self.send_response(201 if server.mode == "ok" else int(server.mode))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 100
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Who asked may have been killed."""

        self.server = Server(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def texts(self) -> list[dict[str, str]]:
        """Who was written to and what, of those that came with the right name and password."""
        known = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        fields = [
            parse_qs(body.decode()) for head, body in list(self.got) if head.get("Authorization") == known
        ]
        return [{name: values[0] for name, values in one.items()} for one in fields]

    def close(self) -> None:
        self.awake.set()
        self.server.shutdown()
        self.server.server_close()

    def environ(self) -> dict[str, str]:
        return {
            "SAMVARO_SMS_URL": f"{self.url}/a1/sms",
            "SAMVARO_SMS_USER": USER,
            "SAMVARO_SMS_PASSWORD": PASSWORD,
            "SAMVARO_SMS_FROM": SENDER,
        }


class MailServer:
    """A real mail server; `answer` is what it says to a whole mail, `refused` an address it does not know."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.answer, self.refused, self.hangs_up = "250 OK", "", False
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append(envelope)
        if self.hangs_up:
            server.transport.close()
        return self.answer

    def environ(self) -> dict[str, str]:
        return {
            "SAMVARO_SMTP_URL": f"smtp://127.0.0.1:{self.controller.port}",
            "SAMVARO_MAIL_FROM": "samvaro@example.se",
        }


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.controller.stop()


@contextlib.contextmanager
def http_server(port: int = 0) -> Iterator[HttpServer]:
    server = HttpServer(port)
    yield server
    server.close()
