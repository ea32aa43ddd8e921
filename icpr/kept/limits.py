"""How much may be asked of what is kept without an account: new ones and messages, counted for all processes
together."""

from django.http import HttpRequest

from icpr.kept.models import Kept
from icpr.lib.http.caller import network_of
from icpr.lib.mail import mailbox
from icpr.limits.throttling import Limit, take_all

HOUR, DAY = 3_600, 86_400


class KeptLimits:
    """The limits of one kind; its name, such as "plan", begins theirs."""

    def __init__(self, name: str):
        # Of a network: a full room behind one may all start something.
        self.starts = Limit(f"{name}-start", most=200, seconds=HOUR)
        self.written = Limit(f"{name}-text", most=20_000_000, seconds=HOUR)  # characters of histories, of a network

        # A message goes to whatever address a stranger types.
        self.mails_to_one = Limit(f"{name}-mail-to-one", most=3, seconds=DAY)
        self.mails_of_each = Limit(f"{name}-mail-of-{name}", most=5, seconds=DAY)
        self.mails_from_network = Limit(f"{name}-mail-from-network", most=10, seconds=HOUR)
        self.mails_of_all = Limit(f"{name}-mail-of-all", most=200, seconds=HOUR)
        self.mail_once = Limit(f"{name}-mail-once", most=1, seconds=7 * DAY)  # of one and the idempotency key of a form

        # The warning before one is deleted: for how many an address may be given, and how many warnings it gets.
        self.warned_for = Limit(f"{name}-warning-kept", most=5, seconds=DAY)
        self.warned_from_network = Limit(f"{name}-warning-from-network", most=50, seconds=HOUR)
        self.warnings_to_one = Limit(f"{name}-warning-to-one", most=3, seconds=DAY)

    def may_start(self, request: HttpRequest) -> bool:
        """Whether one more may be started from here; counts it."""
        return take_all((self.starts, network_of(request)))

    def may_write(self, request: HttpRequest, kept: Kept) -> bool:
        """Whether what was just written into a history may be kept; counts it."""
        return not kept.written or self.written.take(network_of(request), amount=kept.written)

    def may_mail(self, request: HttpRequest, kept: Kept, address: str) -> bool:
        """Whether one more message about one may go to an address; counts it, whatever the mail server says then."""
        return take_all(
            (self.mails_to_one, mailbox(address)),
            (self.mails_of_each, str(kept.pk)),
            (self.mails_from_network, network_of(request)),
            (self.mails_of_all,),
        )

    def may_be_warned(self, request: HttpRequest, address: str) -> bool:
        """Whether an address may be given for the warning about one more; counts it."""
        return take_all((self.warned_for, mailbox(address)), (self.warned_from_network, network_of(request)))

    def may_warn(self, address: str) -> bool:
        """Whether one more warning may go to an address today; counts it."""
        return take_all((self.warnings_to_one, mailbox(address)))
