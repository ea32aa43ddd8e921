"""People who sign in, as a browser without script does, for the tests of accounts."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group, User
from django.test import Client

PASSWORD = "a-long-enough-passphrase"
LOGIN = "/accounts/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_account(username: str = "ada", *, password: str = PASSWORD, group: str = "", **fields) -> User:
    user = User.objects.create_user(username, password=password, **{"is_staff": True} | fields)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def sign_in(client: Client, username: str = "ada", password: str = PASSWORD, *, next: str = "", **more):
    data = {"login": username, "password": password} | ({"next": next} if next else {})
    return client.post(LOGIN, data, **more)


def code_now(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows, now or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def wrong_code() -> str:
    return next(f"{number:06}" for number in range(9) if f"{number:06}" not in map(code_now, range(-3, 4)))


def give_app(user: User) -> Authenticator:
    return TOTP.activate(user, SECRET).instance


def give_recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def is_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def errors(answer) -> str:
    """What the form says is wrong."""
    return " ".join(str(error) for errors in answer.context["form"].errors.values() for error in errors)
