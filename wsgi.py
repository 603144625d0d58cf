"""Entry point for gunicorn and for `flask --app wsgi`. Patching comes before every other import."""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import sys  # noqa: E402

from app import create_app  # noqa: E402
from app.config import ConfigError, Settings  # noqa: E402

try:
    app = create_app(Settings.from_environ(os.environ))
except ConfigError as error:
    sys.exit(f"Samvaro does not start: {error}")
