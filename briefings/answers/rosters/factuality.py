"""How sure a clause is of what its verb says: negation, modality, conditions and the verbs above it.

The status of the bare verb goes up through the parse, and every word over it that doubts, denies, expects or wonders
changes it on the way: "is not expected to attend" is attending, expected, unlikely.
"""

from __future__ import annotations

from collections.abc import Mapping

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.vocabulary import load, words
from briefings.models import AttendanceStatus as Status

_TABLE = load("attendance.toml")
_EXPECT = words(_TABLE, "operators", "expect")
_DOUBT = words(_TABLE, "operators", "doubt")
_OPEN = words(_TABLE, "operators", "open")
_NEGATE = words(_TABLE, "operators", "negate")
_VOID = words(_TABLE, "operators", "void")
_HEARSAY = words(_TABLE, "operators", "hearsay")
_ASSERT = words(_TABLE, "operators", "assert")
_MODALS_OPEN = words(_TABLE, "operators", "modals_open")
_NEVER = words(_TABLE, "operators", "never")
_CONDITIONS = frozenset({"if", "unless", "provided", "should", "once"})
_CLAUSAL = frozenset(
    {
        "ccomp",
        "xcomp",
        "acl",
        "advcl",
        "pcomp",
        "oprd",
        "acomp",
        "relcl",
        "conj",
        "parataxis",
        "csubj",
        "dep",
        "dobj",
        "attr",
        "prep",
        "pobj",
        "amod",
        "appos",
    }
)
_UP = frozenset({"xcomp", "ccomp", "acl", "pcomp", "oprd", "acomp", "csubj", "csubjpass", "advcl", "dep", "attr"})
_SPEECH = frozenset(
    {
        "say",
        "tell",
        "announce",
        "confirm",
        "add",
        "indicate",
        "reveal",
        "signal",
        "know",
        "explain",
        "report",
        "state",
        "insist",
        "declare",
    }
)
_HYPOTHESES = frozenset(
    {
        "say",
        "decide",
        "know",
        "ask",
        "see",
        "tell",
        "announce",
        "confirm",
        "wonder",
        "clear",
        "indicate",
        "disclose",
        "unclear",
        "consider",
        "reveal",
        "question",
        "sure",
        "unknown",
        "determine",
        "doubt",
        "specify",
        "comment",
        "discuss",
    }
)

_NEGATED: Mapping[Status, Status] = {
    Status.ATTENDING: Status.NOT_ATTENDING,
    Status.EXPECTED: Status.UNLIKELY,
    Status.SENDING_REPRESENTATIVES: Status.NOT_ATTENDING,
    Status.INVITED_UNDECIDED: Status.INVITED_UNDECIDED,
    Status.UNLIKELY: Status.INVITED_UNDECIDED,
    Status.NOT_ATTENDING: Status.EXPECTED,
    Status.DISPUTED: Status.DISPUTED,
}
_EXPECTED: Mapping[Status, Status] = {
    **{status: status for status in Status},
    Status.ATTENDING: Status.EXPECTED,
    Status.NOT_ATTENDING: Status.UNLIKELY,
}
_DOUBTED: Mapping[Status, Status] = {
    **dict.fromkeys(Status, Status.UNLIKELY),
    Status.NOT_ATTENDING: Status.EXPECTED,
    Status.UNLIKELY: Status.EXPECTED,
}


def is_negated(sentence: Sentence, verb: Token) -> bool:
    """Whether a negation hangs on the verb itself."""
    return _is_negated(sentence, verb)


def negated(status: Status) -> Status:
    """What denying a status leaves."""
    return _NEGATED[status]


def weigh(sentence: Sentence, verb: Token, status: Status) -> Status | None:
    """What a clause says once every word over its verb has had its say; None when it asserts nothing."""
    node = verb
    inherited = False
    while True:
        if not inherited:
            weighed = _weigh_dependents(sentence, node, status)
            if weighed is None:
                return None
            status = weighed
        head = sentence.head(node)
        if head.index == node.index or any(t.text == ";" for t in sentence.tokens[node.index : head.index]):
            return status
        marks = {child.lower for child in sentence.children(node, "mark", "advmod")}
        if marks & {"whether", "if"} and ("whether" in marks or _wonders(sentence, head)):
            return Status.INVITED_UNDECIDED
        if marks & _CONDITIONS or (
            node.dep == "advcl" and sentence.children(node, "aux") and _inverted(sentence, node)
        ):
            return None
        if node.dep == "conj" and node.tag in {"VBD", "VBZ", "VBP", "VBN"} and head.tag == "VB":
            return status  # "was due to sing but pulled out"
        if node.dep == "conj":
            if not sentence.children(node, "nsubj", "nsubjpass") or inherited:
                modal = modal_of(sentence, head) if not modal_of(sentence, node) else None
                if modal in _MODALS_OPEN:
                    return Status.INVITED_UNDECIDED
                inherited = head.dep in _UP or head.dep == "conj"
                if not inherited:
                    return status
                node = head
                continue
            inherited = True
            node = head
            if node.dep == "ROOT":
                return status
            continue
        inherited = False
        if node.dep == "prep" or (node.dep == "pcomp" and head.dep == "prep"):
            preposition = node if node.dep == "prep" else head
            if preposition.lower in {"against", "without", "instead", "from"}:
                status = negated(status)
                if preposition.lower == "from":
                    return status
            applied = _apply(sentence, head, node, status) if node.dep == "prep" else status
            if applied is None:
                return None
            status, node = applied, head
            continue
        if node.dep == "dobj" and node.pos == "NOUN" and node is not verb and head.lemma in _NEGATE | _DOUBT:
            return _apply(sentence, head, node, status)  # "denied reports that he will come"
        if node.dep not in _UP:
            return status
        if _is_aside(sentence, node, head):
            head = sentence.head(head)
        elif node.dep == "advcl" and not _controls(sentence, node, head):
            return status
        if head.lemma == "be" and any(c.lower == "possible" for c in sentence.children(head, "acomp")):
            return Status.INVITED_UNDECIDED
        applied = _apply(sentence, head, node, status)
        if applied is None:
            return None
        status = applied
        node = head


def _wonders(sentence: Sentence, head: Token) -> bool:
    """Whether an "if" under a word is a question: "does not say if he comes", "it is not clear if he will"."""
    return head.lemma in _HYPOTHESES or any(c.lemma in _HYPOTHESES for c in sentence.children(head, "acomp"))


def _is_infinitive(sentence: Sentence, node: Token) -> bool:
    return any(child.lower == "to" for child in sentence.children(node, "aux"))


def _controls(sentence: Sentence, node: Token, head: Token) -> bool:
    """Whether an adverbial clause is one only to the parser: "Modi to skip summit", "is set to attend"."""
    return _is_infinitive(sentence, node) and head.lemma in _EXPECT | _DOUBT | _OPEN | _NEGATE


def _is_aside(sentence: Sentence, node: Token, head: Token) -> bool:
    """Whether an infinitive hangs on an aside before it: "declined, citing illness, to attend"."""
    infinitive = _is_infinitive(sentence, node)
    return infinitive and node.dep == "advcl" and head.dep == "advcl" and head.tag == "VBG" and head.index < node.index


def _inverted(sentence: Sentence, node: Token) -> bool:
    """Whether a clause is a condition by its order: "Should he come, ..."."""
    aux = sentence.children(node, "aux")
    subject = sentence.children(node, "nsubj", "nsubjpass")
    return bool(aux and subject and aux[0].index < subject[0].index and aux[0].lower in {"should", "were", "had"})


def _weigh_dependents(sentence: Sentence, node: Token, status: Status) -> Status | None:
    """The negations, modals and adverbs that hang on a word."""
    children = sentence.children(node)
    conditional = any(
        child.dep == "advcl" and any(mark.lower in _CONDITIONS for mark in sentence.children(child, "mark", "advmod"))
        for child in children
    )
    modal = modal_of(sentence, node)
    if any(child.dep == "advmod" and child.lower in {"perhaps", "maybe", "possibly"} for child in children):
        status = Status.INVITED_UNDECIDED
    if any(
        child.dep in {"advmod", "acomp"} and child.lower in {"probably", "likely", "reportedly", "presumably"}
        for child in children
    ):
        status = _EXPECTED[status]
    denied = _is_negated(sentence, node)
    if modal in _MODALS_OPEN and not (denied and modal in {"can", "could"}):
        return Status.INVITED_UNDECIDED
    if modal == "would" and (node.dep == "relcl" or node.lemma in {"like", "love"}):
        return Status.INVITED_UNDECIDED  # "who would sit at the table as an observer"
    if conditional and modal in {"would", "will"}:
        return Status.INVITED_UNDECIDED
    if denied:
        if node.lemma in _SPEECH | {"decide", "determine"}:
            return Status.INVITED_UNDECIDED
        return negated(status)
    return status


def modal_of(sentence: Sentence, node: Token) -> str:
    """The modal verb of a clause as the dictionary spells it, or an empty text."""
    modal = next((child for child in sentence.children(node, "aux", "auxpass") if child.tag == "MD"), None)
    if modal is None:
        return ""
    return {"wo": "will", "ca": "can", "'ll": "will", "’ll": "will", "'d": "would", "’d": "would"}.get(
        modal.lower, modal.lower
    )


def _is_negated(sentence: Sentence, node: Token) -> bool:
    for child in sentence.children(node):
        if child.dep == "neg" or (
            child.lower in _NEVER
            and child.dep in {"advmod", "det", "preconj", "cc", "dep", "aux"}
            and child.lower != "nor"
        ):
            following = sentence.tokens[child.index + 1] if child.index + 1 < len(sentence.tokens) else child
            if following.lower not in {"only", "just"}:
                return True
    longer = next((c for c in sentence.children(node, "advmod") if c.lower == "longer"), None)
    if longer is not None and longer.index and sentence.tokens[longer.index - 1].lower == "no":
        return True
    if node.lemma in {"fail"}:
        return False
    yet = any(child.lower == "yet" for child in sentence.children(node, "advmod"))
    return (
        node.lemma in {"have", "be"}
        and yet
        and any(child.dep in {"xcomp", "advcl"} for child in sentence.children(node))
    )


def _apply(sentence: Sentence, head: Token, node: Token, status: Status) -> Status | None:
    """What the word over a clause does to it."""
    lemma = head.lemma
    if lemma == "bind" or head.lower == "likely":
        lemma = "likely"
    if head.dep == "amod" and head.lower == "invited":
        return status
    if lemma in _DOUBT or head.lower in _DOUBT:
        return _DOUBTED[status]
    if (
        lemma in _NEGATE
        or (lemma == "rule" and any(c.lower == "out" for c in sentence.children(head)))
        or head.lower in _NEGATE
    ):
        return negated(status)
    if lemma in {"have", "need"}:
        if any(child.lower == "yet" for child in sentence.children(head, "advmod")):
            return Status.INVITED_UNDECIDED
        if head.tag == "VBD" and status is Status.NOT_ATTENDING:
            return status  # "had to bow out"
        return None if _is_negated(sentence, head) else _EXPECTED[status]
    if lemma in {"invite"}:
        return Status.INVITED_UNDECIDED
    if lemma == "ask" and _is_infinitive(sentence, node):
        if sentence.children(head, "auxpass", "nsubjpass"):
            return Status.UNLIKELY if status is Status.NOT_ATTENDING else Status.INVITED_UNDECIDED
        if not [c for c in sentence.children(head, "dobj") if c.index < node.index] and not sentence.children(
            node, "nsubj"
        ):
            return Status.INVITED_UNDECIDED  # "has asked to attend"
    if lemma == "try" and modal_of(sentence, head) in {"will", "would"}:
        return Status.INVITED_UNDECIDED
    told = lemma in {"ask", "tell", "suggest"} and node.dep == "ccomp" and not _is_infinitive(sentence, node)
    if lemma in _VOID and not told:
        return None if node.dep in {"xcomp", "ccomp", "advcl", "acl"} else status
    if lemma in _EXPECT or head.lower in _EXPECT:
        verb = sentence.head(head) if head.dep == "acomp" else head
        superseded = any(child.lower == "had" for child in sentence.children(verb, "aux"))
        return None if superseded else _EXPECTED[status]  # "had been due to sing"
    if head.pos == "NOUN" and lemma in _HEARSAY:
        over = sentence.head(head)
        return negated(status) if head.dep == "dobj" and over.lemma in _NEGATE else None
    if _is_controlled(sentence, head, node):
        return None  # "enticed him to come": whether he did is not said
    infinitive = any(child.lower == "to" for child in sentence.children(node, "aux"))
    if (
        infinitive
        and node.dep in {"xcomp", "ccomp"}
        and head.pos in {"VERB", "ADJ"}
        and not {lemma, head.lower} & _ASSERT
    ):
        return None  # "tried to come", "is fit to fly"
    if (lemma in _OPEN or head.lower in _OPEN) and lemma not in {"yet", "see", "ask"}:
        return Status.INVITED_UNDECIDED
    if head.tag.startswith("NN") and lemma in {
        "invitation",
        "right",
        "ability",
        "call",
        "request",
        "appeal",
        "chance",
        "opportunity",
        "offer",
        "pressure",
    }:
        return None
    return status


def _is_controlled(sentence: Sentence, head: Token, node: Token) -> bool:
    """Whether a verb's object is to do what an infinitive says."""
    if head.pos != "VERB" or not _is_infinitive(sentence, node):
        return False
    own = sentence.children(node, "nsubj")
    return bool(own or [c for c in sentence.children(head, "dobj") if c.index < node.index]) and node.dep in {
        "xcomp",
        "ccomp",
    }
