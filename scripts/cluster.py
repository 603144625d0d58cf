"""`make run-cluster`: the demo town on two processes behind nginx, with PostgreSQL and Redis, on this machine.

To see what several processes need and to try them; docs/operations.md tells how to run them for real.
Only the standard library until `.venv` is ready.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from socket import create_connection

from environment import PYTHON, ROOT, apt_install, ready, say, stop
from run import VAR, refuse_taken_port, server, settings

FOLDER = VAR / "cluster"
DATABASE = "postgresql://postgres@127.0.0.1:5432/samvaro_cluster"
REDIS = "redis://127.0.0.1:6379/0"
PROCESSES = 2
# No X-Forwarded-For: the demo lets in nobody who comes through a proxy from elsewhere, and here there is no elsewhere.
NGINX = """\
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
daemon off;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream samvaro {{ {servers} }}
    map $http_upgrade $samvaro_connection {{ default upgrade; "" ""; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://samvaro;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $samvaro_connection;
            proxy_read_timeout 120s;
        }}
    }}
}}
"""


def main() -> None:
    port = int(os.environ.get("PORT", "5000"))
    ports = [port + 1 + number for number in range(PROCESSES)]
    for one in (port, *ports):
        refuse_taken_port(one)
    ready("run")
    program = nginx()
    environ = settings(
        {"SAMVARO_DATABASE_URL": DATABASE, "SAMVARO_REDIS_URL": REDIS, **os.environ}, str(port)
    )
    make_database(environ["SAMVARO_DATABASE_URL"])
    if subprocess.run([PYTHON, ROOT / "scripts" / "prepare.py"], cwd=ROOT, env=environ).returncode:
        stop("is not started; the lines above say why.")
    configuration = configure(port, ports)
    commands = [[str(PYTHON), *server(str(one))] for one in ports]
    commands.append([program, "-c", str(configuration), "-p", str(FOLDER)])
    serve(commands, environ, ports, port)


def nginx() -> str:
    found = shutil.which("nginx") or (apt_install("nginx-light") and shutil.which("nginx"))
    return found or stop("needs nginx. Run: sudo apt-get install nginx-light")


def make_database(url: str) -> None:
    """The database of the cluster, made on first use."""
    program = "import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3).close()"
    if subprocess.run([PYTHON, "-c", program, url], capture_output=True).returncode == 0:
        return
    server_url, _slash, name = url.rpartition("/")
    create = (
        "import sys, psycopg; from psycopg import sql; "
        "psycopg.connect(sys.argv[1], autocommit=True, connect_timeout=3).execute("
        "sql.SQL(\"CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0\").format(sql.Identifier(sys.argv[2])))"
    )
    made = subprocess.run([PYTHON, "-c", create, f"{server_url}/postgres", name], capture_output=True)
    if made.returncode:
        stop("finds no PostgreSQL where it may make a database. Set SAMVARO_DATABASE_URL=postgresql://…")


def configure(port: int, ports: list[int]) -> Path:
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=1 fail_timeout=2s;" for one in ports)
    target = FOLDER / "nginx.conf"
    target.write_text(NGINX.format(folder=FOLDER, port=port, servers=servers))
    return target


def serve(commands: list[list[str]], environ: Mapping[str, str], ports: list[int], port: int) -> None:
    """Run all of them until one ends or Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running = [subprocess.Popen(command, cwd=ROOT, env=environ) for command in commands]
    try:
        wait_for([*ports, port])
        say(f"{environ['SAMVARO_PUBLIC_ORIGIN']}  ({PROCESSES} processes; Ctrl-C stops them)")
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
        stop("one process ended, so all are stopped.")
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def wait_for(ports: list[int]) -> None:
    until = time.monotonic() + 60
    for port in ports:
        while time.monotonic() < until:
            try:
                create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("stopped.")
