"""The demo town: its commands are always there, its sign-in only with SAMVARO_DEMO=1."""

from __future__ import annotations

from flask import Flask

from app.demo import bench, cli


def init_app(app: Flask) -> None:
    cli.init_app(app)
    bench.init_app(app)
    if app.config["SETTINGS"].demo:
        from app.demo.routes import bp

        app.register_blueprint(bp)
