"""Where the site's mail goes in tests: into `django.core.mail.outbox`, unless a test says otherwise."""

from pathlib import Path

BACKENDS = "django.core.mail.backends"


def to_memory(settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{BACKENDS}.locmem.EmailBackend"}}


def to_folder(settings, folder: Path) -> None:
    settings.MAILERS = {
        "default": {"BACKEND": f"{BACKENDS}.filebased.EmailBackend", "OPTIONS": {"file_path": str(folder)}}
    }


def to_server(settings, port: int, **options) -> None:
    """To a server of this machine, without TLS or a name."""
    told = {"host": "127.0.0.1", "port": port, "username": "", "password": "", "use_tls": False, "timeout": 10}
    settings.MAILERS = {"default": {"BACKEND": f"{BACKENDS}.smtp.EmailBackend", "OPTIONS": told | options}}
    settings.MAIL_SERVER = "127.0.0.1"
