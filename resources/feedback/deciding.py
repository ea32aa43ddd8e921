"""What staff do with a message: each decision once, and never over one that was made meanwhile."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from resources.curation import history
from resources.feedback import letters
from resources.feedback.models import LONGEST_ANSWER, Decision, Feedback, Kind, PutOff, State
from resources.models import AddressEvidence, Resource
from resources.models import Kind as RecordKind
from resources.search import indexing

MEANWHILE = "Somebody decided about that meanwhile. Look at what stands there now."
NO_REASON = "Say why, in a sentence: the sender sees it."
NO_ANSWER = "Write what the sender is to be told."
TOO_LONG = f"Write at most {LONGEST_ANSWER:,} characters: the sender sees it on one page."
NO_TITLE = "No title was suggested: give one to begin the draft with."
NO_RECORD = "There is no record with this number: give it as ICPR-000123."
NOT_PUBLIC = "That record is not public, so that nobody may be told of it. Publish it first, or decline with a reason."
NO_KIND = "Choose what kind of resource it is."
NO_EVIDENCE = "Choose what the suggested address leads to."
NOT_SO = "That cannot be done with this message."
MADE_ALREADY = "A record was made of this already."
HAVE_IT = "The library has it already."
MADE_OF_IT = "Made from a suggestion of a reader."

# What may be decided of each kind; what has to be said with it is in `_check`.
ALLOWED = {
    Kind.SUGGESTION: {State.DECLINED, State.ANSWERED, State.SPAM, State.OPEN},
    Kind.PROBLEM: {State.ACCEPTED, State.DECLINED, State.ANSWERED, State.SPAM, State.OPEN},
    Kind.CONTACT: {State.ANSWERED, State.SEEN, State.SPAM, State.OPEN},
    Kind.USEFUL: {State.SEEN, State.SPAM, State.OPEN},
}
PUT_RIGHT = "We have put it right."


def decide(pk: int, seen: str, state: State, answer: str, *, user) -> Feedback:
    """Decide about a message that still is in the state that staff saw, and tell its sender.

    answer: what the sender is told; declining and answering need one. `State.OPEN` puts what was held apart, or was
    decided otherwise, among what waits. Raises ValidationError with the reason, and changes nothing.
    """
    with transaction.atomic():
        message = held(pk, seen)
        if state not in ALLOWED[Kind(message.kind)]:
            raise ValidationError(NOT_SO)
        message.record = None
        _decide(message, state, _checked(state, answer), user=user)
    return message


def point_to(pk: int, seen: str, number: str, *, user) -> Feedback:
    """Answer a suggestion with the public record that there is of it, by its permanent number; as `decide`."""
    digits = number.strip().upper().removeprefix("ICPR-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 9
    record = Resource.objects.filter(number=int(digits)).first() if is_number else None
    if record is None:
        raise ValidationError(NO_RECORD)
    if not record.is_published():
        raise ValidationError(NOT_PUBLIC)
    with transaction.atomic():
        message = held(pk, seen, Kind.SUGGESTION)
        message.record, message.told_at = record, timezone.now()
        _decide(message, State.ANSWERED, HAVE_IT, user=user)
    return message


def make_draft(pk: int, seen: str, *, title: str, kind: str, evidence: str, user) -> Feedback:
    """Begin a draft with what a reader suggested, and with a note for staff where it came from; as `decide`.

    title: as staff would have it. kind: a value of a record's `Kind`. evidence: what the suggested address leads to, a
    value of `AddressEvidence`, or "" when nobody looked: then it stands in the note alone. The sender is told nothing
    before the record is public.
    """
    if kind not in RecordKind.values or kind == RecordKind.COLLECTION:
        raise ValidationError(NO_KIND)
    if evidence and evidence not in AddressEvidence.values:
        raise ValidationError(NO_EVIDENCE)
    with indexing.deferred(), history.recorded(user, MADE_OF_IT, explicit=True):
        message = held(pk, seen, Kind.SUGGESTION)
        if message.record_id:
            raise ValidationError(MADE_ALREADY)
        message.record, message.told_at = _draft(message, title, kind, evidence), None
        history.add_version(message.record)
        _decide(message, State.ACCEPTED, "", user=user)
    return message


def _draft(message: Feedback, title: str, kind: str, evidence: str) -> Resource:
    address = message.address if evidence else ""
    draft = Resource(kind=kind, title=title, official_url=address, address_evidence=evidence if address else "")
    draft.staff_note = _note(message)
    try:
        fields = {"title", "official_url", "staff_note"}
        draft.clean_fields(exclude={each.name for each in Resource._meta.fields} - fields)
    except ValidationError as error:
        raise ValidationError(error.messages if title.strip() else NO_TITLE) from error
    draft.save()
    return draft


def _note(message: Feedback) -> str:
    """Without the words of the sender, which are deleted before a record is."""
    told = [f"Suggested by a reader on {timezone.localtime(message.received_at):%Y-%m-%d} (message {message.pk})."]
    told += [f"Address given: {message.address}"] if message.address else []
    return "\n".join(told)


def held(pk: int, seen: str, kind: Kind | None = None, *, waits: bool = False) -> Feedback:
    """The message as staff saw it, about which nobody else decides until the transaction ends. Raises ValidationError
    when it is no such message any more, or of another kind, or with `waits` when nobody has to decide about it."""
    message = Feedback.objects.select_for_update().filter(pk=pk, state=seen).first()
    if message is None:
        raise ValidationError(MEANWHILE)
    if (kind and message.kind != kind) or (waits and not message.waits):
        raise ValidationError(NOT_SO)
    return message


def _checked(state: State, answer: str) -> str:
    answer = Feedback._meta.get_field("answer").tidy(answer.replace("\x00", ""))
    if len(answer) > LONGEST_ANSWER:
        raise ValidationError(TOO_LONG)
    if state in (State.DECLINED, State.ANSWERED) and not answer:
        raise ValidationError(NO_REASON if state == State.DECLINED else NO_ANSWER)
    if state == State.ACCEPTED:
        return answer or PUT_RIGHT
    return answer if state in (State.DECLINED, State.ANSWERED) else ""


def _decide(message: Feedback, state: State, answer: str, *, user) -> None:
    is_open = state == State.OPEN
    message.state, message.answer = state, answer
    message.decided_by, message.decided_at = (None, None) if is_open else (user, timezone.now())
    message.save()
    PutOff.objects.filter(feedback=message).delete()
    decision = Decision.objects.create(feedback=message, state=state, answer=answer, by=user)
    letters.tell(message, f"decided-{decision.pk}")
