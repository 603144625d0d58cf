"""Flask extensions, unbound. Nothing else lives here."""

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_socketio import SocketIO

login_manager = LoginManager()
babel = Babel()
compress = Compress()
socketio = SocketIO()
limiter = Limiter(key_func=get_remote_address)
