"""Where the site's mail goes in tests: into `django.core.mail.outbox`, unless a test says otherwise."""

from email import message_from_bytes, policy
from pathlib import Path

BACKENDS = "django.core.mail.backends"


def to_memory(settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{BACKENDS}.locmem.EmailBackend"}}


def to_folder(settings, folder: Path) -> None:
    settings.MAILERS = {
        "default": {"BACKEND": f"{BACKENDS}.filebased.EmailBackend", "OPTIONS": {"file_path": str(folder)}}
    }


def in_folder(folder: Path) -> list[str]:
    """The texts of the letters there, as a mail program shows them; however a release of Django breaks their lines."""
    letters = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*")))
    return [letter.get_body(["plain"]).get_content() for letter in letters]


def to_server(settings, port: int, **options) -> None:
    """To a server of this machine, without TLS or a name."""
    told = {"host": "127.0.0.1", "port": port, "username": "", "password": "", "use_tls": False, "timeout": 10}
    settings.MAILERS = {"default": {"BACKEND": f"{BACKENDS}.smtp.EmailBackend", "OPTIONS": told | options}}
    settings.MAIL_SERVER = "127.0.0.1"
