"""News that must travel upward through the layers. Keep them under six."""

from blinker import Namespace

_news = Namespace()

session_revoked = _news.signal("session-revoked")  # sender: UserSession ids (list of int)
user_deactivated = _news.signal("user-deactivated")  # sender: User
