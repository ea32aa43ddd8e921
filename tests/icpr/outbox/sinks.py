"""A real mail server that keeps what it takes, and does otherwise when it is told to."""

import asyncio
import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default

from aiosmtpd.controller import Controller

from tests.server import free_port


class Sink:
    """Takes every letter, unless `at` says otherwise: (stage, recipient) → answers, used up one after the other. An
    answer is a line of SMTP, "hang up", or seconds to keep the sender waiting."""

    def __init__(self):
        self.letters, self.recipients, self.sessions, self.at = [], [], set(), {}

    async def answer(self, server, stage: str, who: str) -> str:
        answers = self.at.get((stage, who)) or self.at.get((stage, "*")) or ["250 OK"]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer == "hang up":
            server.transport.abort()
        elif not isinstance(answer, str):
            await asyncio.sleep(answer)
            server.transport.abort()
        return answer if isinstance(answer, str) and answer != "hang up" else "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        self.sessions.add(id(session))
        return await self.answer(server, "MAIL", "*")

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self.answer(server, "RCPT", address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        [to] = envelope.rcpt_tos
        answer = await self.answer(server, "DATA", to)
        if answer.startswith("250"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=default))
            self.recipients.append(to)
        return answer


@contextmanager
def listening(handler, **options) -> Iterator[Controller]:
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


@contextmanager
def greeting(line: bytes) -> Iterator[int]:
    """The port of a server that says one thing and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
