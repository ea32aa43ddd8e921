"""Letters are sent by a real mail server, each at most once, whatever it answers."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models.functions import Now

from icpr.jobs.models import Job
from icpr.lib.logs.outages import Outage
from icpr.outbox import claims, queue, smtp
from icpr.outbox.models import Content, Message
from icpr.outbox.sending import send_due
from tests.icpr.outbox.conftest import by_server, letter
from tests.icpr.outbox.sinks import Sink, greeting, listening

pytestmark = pytest.mark.django_db


def states() -> dict[str, str]:
    return {key.removeprefix("digest:"): state for key, state in Message.objects.values_list("key", "state")}


def put(*names: str, **fields) -> None:
    queue.put(letter(name, **fields) for name in names)


def later(**fields) -> None:
    """Let the time come at which waiting letters are tried again."""
    Message.objects.filter(state="waiting").update(due_at=Now(), **fields)


def test_works(sink):
    put("ada", html="<p>Nothing new.</p>", headers={"List-Id": "News <news.library.test>"})
    put("bo", "cy")
    out = StringIO()
    call_command("run_due", "send-mail", stdout=out)
    assert out.getvalue() == "Letters: 3 sent.\n"
    assert sink.recipients == ["ada@example.org", "bo@example.org", "cy@example.org"]
    assert len(sink.sessions) == 1
    assert states() == dict.fromkeys(("ada", "bo", "cy"), "sent")
    sent = Message.objects.get(key="digest:ada")
    assert sent.sent_at == sent.finished_at >= sent.data_at
    assert (sent.lease_until, sent.attempts, sent.owner) == (None, 1, "follower:ada")
    assert not Content.objects.exists()
    assert send_due() == ""
    assert len(sink.letters) == 3


def test_one_of_ten_recipients_is_refused(sink, told):
    names = [f"n{number}" for number in range(10)]
    sink.at["RCPT", "n4@example.org"] = ["550 5.1.1 <n4@example.org>: no such user"]
    put(*names)
    assert send_due() == "Letters: 9 sent, 1 refused."
    assert sorted(sink.recipients) == [f"{name}@example.org" for name in names if name != "n4"]
    assert told == [("follower:n4", "RCPT: 550 5.1.1")]
    assert states()["n4"] == "refused"
    assert len(sink.sessions) == 1
    assert not Content.objects.exists()


def test_refused_after_data_it_is_refused(sink, told):
    sink.at["DATA", "ada@example.org"] = ["554 No"]
    put("ada", "bo")
    assert send_due() == "Letters: 1 refused, 1 sent."
    assert told == [("follower:ada", "letter: 554")]


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    "answer", ["450 4.2.0 Greylisted", "452 Full", "550 5.7.1 Relaying denied", "530 Sign in", "554 5.3.4 Too big"]
)
def test_what_may_be_over_later_is_tried_again_and_stops_no_address(sink, told, stage, answer):
    sink.at[stage, "ada@example.org"] = [answer, "250 OK"]
    put("ada", "bo")
    assert send_due() == "Letters: 1 to be tried again, 1 sent."
    row = Message.objects.annotate(now=Now()).get(key="digest:ada")
    assert (row.state, row.attempts, row.lease_until, row.data_at) == ("waiting", 1, None, None)
    assert 215 <= (row.due_at - row.now).total_seconds() <= 376
    assert send_due() == ""
    later()
    assert send_due() == "Letters: 1 sent."
    assert sorted(sink.recipients) == ["ada@example.org", "bo@example.org"]
    assert told == []


def test_pauses_grow_and_end_after_three_days(sink, told):
    sink.at["RCPT", "*"] = ["451 Later"]
    put("ada")
    waits = []
    for _ in range(9):
        send_due()
        row = Message.objects.annotate(now=Now()).get()
        waits.append((row.due_at - row.now).total_seconds() / 300)
        later()
    assert all(0.7 * 2**n <= wait <= 1.26 * 2**n for n, wait in enumerate(waits[:7]))
    assert all(0.74 * 72 <= wait <= 1.26 * 72 for wait in waits[7:])
    later(deferred_at=Now() - timedelta(days=3))
    assert send_due() == "Letters: 1 to be tried again."
    assert (states(), Message.objects.get().reason) == ({"ada": "dropped"}, "RCPT: 451")
    assert not Content.objects.exists()
    assert told == []


@pytest.mark.parametrize("answer", ["hang up", 0.6])
def test_broken_off_after_data_it_is_unknown_and_never_repeated(sink, settings, monkeypatch, answer):
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.3)
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 0.3
    sink.at["DATA", "ada@example.org"] = [answer]
    put("ada", "bo")
    with pytest.raises(Outage, match="breaks off"):
        send_due()
    assert states() == {"ada": "unknown", "bo": "waiting"}, "a server that takes and drops gets no second letter"
    assert Message.objects.get(key="digest:ada").reason.startswith("Broken off after DATA")
    assert send_due() == "Letters: 1 sent."
    assert sink.recipients.count("ada@example.org") <= 1
    assert sink.recipients.count("bo@example.org") == 1
    assert list(Content.objects.all()) == []


@pytest.mark.parametrize(("stage", "answer"), [("MAIL", "hang up"), ("RCPT", "hang up"), ("RCPT", "421 Bye")])
def test_broken_off_before_data_it_waits_as_before(sink, stage, answer):
    sink.at[stage, "*"] = [answer, "250 OK"]
    put("ada")
    with pytest.raises(Outage, match="breaks off"):
        send_due()
    assert states() == {"ada": "waiting"}
    assert send_due() == "Letters: 1 sent."
    assert len(sink.letters) == 1


def test_a_server_that_does_not_take_our_sender_gets_one_letter_a_try(sink):
    sink.at["MAIL", "*"] = ["550 5.1.8 Not you"]
    put("ada", "bo")
    with pytest.raises(Outage, match=r"MAIL: 550 5\.1\.8"):
        send_due()
    assert sorted(Message.objects.values_list("state", "attempts")) == [("waiting", 0), ("waiting", 1)]


def test_a_server_that_ends_connections_after_some_letters_gets_all(sink):
    sink.at["RCPT", "*"] = ["250 OK", "250 OK", "421 Enough", "250 OK", "421 Enough", "250 OK"]
    put(*"abcdefg")
    assert send_due() == "Letters: 7 sent."
    assert sorted(sink.recipients) == [f"{name}@example.org" for name in "abcdefg"]
    assert len(sink.sessions) == 3


def test_a_letter_at_which_the_server_breaks_off_each_time_holds_up_no_other(sink):
    sink.at["RCPT", "ada@example.org"] = ["421 Enough"]
    put("ada")
    with pytest.raises(Outage):
        send_due()
    put("bo", "cy")
    assert send_due().startswith("Letters: 2 sent. The mail server breaks off")
    assert states() == {"ada": "waiting", "bo": "sent", "cy": "sent"}


def failed() -> Job:
    with pytest.raises(SystemExit):
        call_command("run_due", "send-mail", stdout=StringIO())
    return Job.objects.with_clock().get(name="send-mail")


@pytest.mark.parametrize("line", [b"", b"554 No mail here\r\n", b"\x00\xff\r\n"], ids=["nothing", "554", "noise"])
def test_without_a_server_the_whole_queue_waits_and_grows_no_failures(settings, caplog, line):
    put("ada", "bo")
    with greeting(line) as port:
        by_server(settings, port)
        job = failed()
    assert "takes no mail" in job.error
    assert "EMAIL_HOST" in job.error
    assert "Traceback" not in caplog.text
    assert 0 < (job.due_at - job.now).total_seconds() <= 10
    job = failed()  # nobody listens any more
    assert "Connection refused" in job.error
    assert 10 < (job.due_at - job.now).total_seconds() <= 20
    assert list(Message.objects.values_list("state", "attempts")) == [("waiting", 0)] * 2


@pytest.mark.django_db(transaction=True)
def test_a_new_letter_does_not_bring_the_next_try_forward(settings):
    put("ada")
    assert Job.objects.get(name="send-mail").due_at <= Job.objects.with_clock().get(name="send-mail").now
    with greeting(b"") as port:
        by_server(settings, port)
        before = failed().due_at
        put("bo")
    assert Job.objects.get(name="send-mail").due_at == before


def test_a_wrong_password_is_told_without_it(settings):
    with listening(Sink(), auth_require_tls=False) as server:
        by_server(settings, server.port, username="library", password="a-secret-word")
        put("ada")
        error = failed().error
    assert "SMTPAuthenticationError 535" in error
    assert "a-secret-word" not in error
    assert states() == {"ada": "waiting"}


def test_staff_stop_and_go_on(sink):
    put("ada")
    queue.pause()
    assert send_due() == ""
    assert claims.claim(Message.objects.get().pk, 0) is None
    queue.resume()
    assert send_due() == "Letters: 1 sent."


def test_stopped_between_two_letters(sink):
    put("ada", "bo")
    begun = []

    def stop_after_one():
        if begun:
            queue.pause()
        begun.append(1)

    assert send_due(stop_after_one) == "Letters: 1 sent."
    assert sorted(states().values()) == ["sent", "waiting"]


def test_without_a_server_letters_go_to_the_terminal_or_nowhere(settings):
    put("ada")
    settings.PRODUCTION = True
    assert send_due() == ""
    assert states() == {"ada": "waiting"}
    settings.PRODUCTION = False
    assert send_due() == "Letters: 1 sent."
    assert [each.to for each in mail.outbox] == [["ada@example.org"]]


def test_nothing_personal_is_logged_or_kept(sink, caplog):
    caplog.set_level("DEBUG")
    sink.at["RCPT", "bo@example.org"] = ["550 bo@example.org is gone"]
    sink.at["RCPT", "cy@example.org"] = ["450 cy@example.org is full"]
    put("ada", "bo", "cy", subject="Secretly")
    put("di", subject="Secretly", text="\udcff")
    send_due()
    logged = [each.getMessage() for each in caplog.records if each.name.startswith(("icpr", "django"))]
    assert logged == ["digest:di cannot be written as a message: UnicodeEncodeError."]
    kept = f"{logged}{list(Message.objects.values())}"
    assert not [words for words in ("example.org", "Secretly", "Nothing new") if words in kept]
