"""The site's own address. Whatever is written down with a host (in mail, for search engines, to be copied) is made
here: the host a request names is the visitor's word, and a stranger's in a forged one."""

from django.conf import settings


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def local_address(host: str, port: int) -> str:
    """The address to open in a browser on the machine whose server listens there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
