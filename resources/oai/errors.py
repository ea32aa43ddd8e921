"""What is wrong with a request, in the words of the protocol."""


class ProtocolError(Exception):
    """code: one of the error codes of OAI-PMH 2.0, section 3.6, such as "badArgument". message: for people."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code, self.message = code, message


def bad_argument(message: str) -> ProtocolError:
    return ProtocolError("badArgument", message)
