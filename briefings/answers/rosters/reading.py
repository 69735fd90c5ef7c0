"""A sentence as a roster is read from it: its mentions, its events, and who "he" and "the Chinese leader" are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from briefings.annotation import Sentence, SentenceKind, Token
from briefings.answers.rosters.appositions import people_in
from briefings.answers.rosters.coordination import runs
from briefings.answers.rosters.events import EventMention, event_mentions
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.vocabulary import load, words
from briefings.models import AttendeeKind

_PEOPLE = load("people.toml")
_HEADS = words(_PEOPLE, "heads")
_ANY_HEAD = words(_PEOPLE, "any_head")
_MOUTHPIECES = tuple([office] for office in words(_PEOPLE, "mouthpieces"))
_LISTS = load("attendance.toml")
_SINGULAR = frozenset({"he", "she", "him", "her", "his"})
_PLURAL = frozenset({"they", "them", "their", "both", "all"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_FIRST_TO = frozenset({"first", "last", "latest", "one"})
_FIRST = frozenset({"i", "we"})
_CLIMB = frozenset({"xcomp", "conj", "advcl", "ccomp", "pcomp", "prep", "dep", "oprd", "acomp", "attr", "aux", "amod"})


@dataclass(frozen=True)
class Reading:
    """A sentence in its article: who is in it, and who was spoken of before, the likeliest antecedents first."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    events: tuple[EventMention, ...]
    before: tuple[tuple[Mention, ...], ...] = ()

    @cached_property
    def events_of(self) -> dict[int, EventMention | None]:
        """The events of the clauses that were asked for already, by the index of their verb."""
        return {}

    @cached_property
    def lists(self) -> list[tuple[Mention, ...]]:
        """The mentions as coordinated lists."""
        tokens = self.sentence.tokens
        people = [m for m in self.mentions if m.last == len(tokens) or tokens[m.last].tag != "POS"]
        return runs(self.sentence, people)  # without the owners of things: "Washington's elite"

    def at(self, index: int) -> Mention | None:
        """The mention that covers a token."""
        return next((mention for mention in self.mentions if mention.first <= index < mention.last), None)

    def run(self, mention: Mention) -> tuple[Mention, ...]:
        """The list that a mention stands in."""
        return next((row for row in self.lists if mention in row), (mention,))

    def run_from(self, index: int) -> tuple[Mention, ...]:
        """The list that begins at a token or behind its articles and prepositions; empty when none does."""
        tokens = self.sentence.tokens
        while index < len(tokens) and (
            tokens[index].text in {":", ",", "”", "“", "("}
            or tokens[index].lower in {"both", "by", "the", "those", "from"}
            or tokens[index].tag in {"JJ", "VBN"}
        ):
            mention = self.at(index)
            if mention is not None:
                break
            index += 1
        mention = self.at(index) if index < len(tokens) else None
        if mention is not None and mention.last < len(tokens) and tokens[mention.last].tag == "POS":
            mention = self._explained(mention.last + 1)  # "the governor's ex-wife, A"
        elif mention is None:
            mention = self._explained(index)
        if mention is None or not any(mention in row for row in self.lists):
            return ()
        row = self.run(mention)
        return row[row.index(mention) :]

    def _explained(self, index: int) -> Mention | None:
        """Who is named behind a phrase that begins at a token: "its chief negotiator, A", "old bandmates B and C"."""
        for token in self.sentence.tokens[index : index + 5]:
            mention = self.at(token.index)
            if mention is not None and mention.kind is AttendeeKind.PERSON and mention.named:
                return None if self.is_owner(mention) else mention
            if token.pos == "NOUN":
                named = (self.at(child.index) for child in self.sentence.children(token, "appos"))
                found = next((mention for mention in named if mention is not None), None)
                if found is not None:
                    return found
            following = self.at(token.index + 1) if token.text == "," and token.index > index else None
            if following is not None and following.named and following.kind is AttendeeKind.PERSON:
                return following  # "Reyes's ex, footballer A"
            if token.pos in {"VERB", "AUX", "ADP"} or (token.pos == "PUNCT" and token.text != "-"):
                break
        return None

    def left_of(self, index: int) -> tuple[Mention, ...]:
        """The nearest list that ends before a token, however the parser joins them."""
        rows = [row for row in self.lists if row[-1].last <= index]
        return rows[-1] if rows else ()

    def subjects(self, verb: Token) -> tuple[Mention, ...]:
        """Who does what a verb says, through the clauses over it; by word order where the parse leads nowhere."""
        row = self.left_of(verb.index)
        if verb.tag == "VBG" and row and row[-1].last == verb.index and not self.sentence.children(verb, "aux"):
            return tuple(map(self.known, row))  # "countries like A and B participating"
        node = verb
        for _ in range(6):
            subject = self._own_subject(node)
            if subject is not None:
                found = tuple(mention for mention in self.resolve(subject, node) if not self._owns(mention, subject))
                if found or subject.tag not in {"NNP", "NNPS"}:
                    return found
                break
            head = self.sentence.head(node)
            if node.dep == "relcl" or (node.dep == "acl" and (self.at(head.index) or not self._is_infinitive(node))):
                return self.resolve(head, node)
            if node.dep == "acl" and head.dep in {"dobj", "attr", "pobj"}:
                node = self.sentence.head(head)  # "had no plans to attend"
                continue
            if node.dep == "xcomp":
                objects = [c for c in self.sentence.children(head, "dobj") if c.index < node.index]
                if objects and head.lemma not in {"have", "take"}:
                    return self.resolve(objects[0], node)
            if node.dep not in _CLIMB or head.index == node.index:
                break
            node = head
        return self._by_order(verb)

    def is_owner(self, mention: Mention) -> bool:
        """Whether a mention only owns what follows: "the painter's biographer"."""
        return mention.last < len(self.sentence.tokens) and self.sentence.tokens[mention.last].tag == "POS"

    def _owns(self, mention: Mention, subject: Token) -> bool:
        """Whether a mention only owns what is spoken of: "A's is to be confirmed"."""
        tokens = self.sentence.tokens
        inside = mention.first <= subject.index <= mention.last
        return inside and mention.last < len(tokens) and tokens[mention.last].tag == "POS"

    def _is_infinitive(self, node: Token) -> bool:
        return any(child.lower == "to" for child in self.sentence.children(node, "aux"))

    def _own_subject(self, node: Token) -> Token | None:
        found = self.sentence.children(node, "nsubj", "nsubjpass")
        return next((subject for subject in found if self.at(subject.index)), found[0] if found else None)

    def _by_order(self, verb: Token) -> tuple[Mention, ...]:
        """The list just before a verb with nothing but auxiliaries and adverbs between."""
        row = self.left_of(verb.index)
        if not row:
            return ()
        between = self.sentence.tokens[row[-1].last : verb.index]
        if all(
            token.pos in {"AUX", "ADV", "PART", "ADJ", "DET", "SCONJ"} or token.lower in {"to", "all", "both"}
            for token in between
        ):
            return row
        return ()

    def resolve(self, token: Token, verb: Token | None = None) -> tuple[Mention, ...]:
        """Whom a token means: its mention with those listed beside it, or whom a pronoun stands for."""
        mention = self.at(token.index)
        if mention is None and verb is not None and verb.dep in {"relcl", "acl"} and token.lemma in _FIRST_TO:
            subject = self._own_subject(self.sentence.head(token))  # "A and B were the first to accept"
            return self.resolve(subject, self.sentence.head(token)) if subject is not None else ()
        if mention is None and verb is not None and verb.dep in {"relcl", "acl"} and token.dep == "pobj":
            node = self.sentence.head(self.sentence.head(token))  # "A was among those who came"
            subject = self._own_subject(node) if node.lemma == "be" else None
            return self.resolve(subject, node) if subject is not None else ()
        if mention is not None:
            row = self.run(mention)
            if token.dep == "attr" and verb is not None and verb.dep == "relcl" and not mention.named:
                subject = self._own_subject(self.sentence.head(token))  # "A is the only leader who ..."
                if any(child.dep == "neg" for child in self.sentence.children(self.sentence.head(token))):
                    return ()  # "A is not the only one who comes"
                if subject is not None:
                    return self.resolve(subject, self.sentence.head(token))
            if verb is not None and verb.dep in {"relcl", "acl"}:
                row = (mention,)
            elif verb is not None and mention.last <= verb.index:
                row = tuple(member for member in row if member.last <= verb.index)
            return tuple(self.known(member) for member in row)
        if token.lower in _RELATIVE and verb is not None:
            clause = next((t for t in (verb, *self.sentence.ancestors(verb)) if t.dep == "relcl"), None)
            if clause is not None:
                return self.resolve(self.sentence.head(clause), clause)
            return tuple(self.left_of(token.index)[-1:])
        if token.lower in _SINGULAR:
            return self._antecedent(token, lambda m: m.kind is AttendeeKind.PERSON and not m.plural)
        if token.lower == "it":
            if self._follows_a_thing(token):
                return ()
            return self._antecedent(token, lambda m: m.kind is not AttendeeKind.PERSON and not m.plural)
        if token.lower in _PLURAL:
            return self._several(token)
        if token.lower in _FIRST and verb is not None:
            return self._speaker(verb)
        named = next((c for c in self.sentence.children(token, "appos") if self.at(c.index)), None)
        return () if named is None else self.resolve(named, verb)  # "the conductor Luis Vega"

    def known(self, mention: Mention) -> Mention:
        """The person whom "the Chinese leader" or "the president" means, or the mention itself."""
        if mention.named or mention.kind is not AttendeeKind.PERSON or not mention.definite:
            return mention
        for row in self._earlier(mention.first):
            for other in row:
                if other.kind is not AttendeeKind.PERSON or not other.named:
                    continue
                same_office = mention.role.split()[-1] in other.role.lower().split() if mention.role else False
                if mention.country and other.country:
                    if mention.country == other.country and (same_office or mention.role in _HEADS):
                        return other
                elif mention.country and "s " in mention.name and mention.name[mention.name.index("s ") - 1] in "'’":
                    continue  # "Qatar's emir" is introduced by it, not spoken of again
                elif same_office or (mention.role in _ANY_HEAD and not other.role and other in self.mentions):
                    return other
        return mention

    def _earlier(self, index: int) -> Iterator[tuple[Mention, ...]]:
        here = tuple(mention for mention in self.mentions if mention.last <= index)
        if here:
            yield here
        yield from self.before

    def _follows_a_thing(self, token: Token) -> bool:
        """Whether "it" takes up a thing that the sentence is about: "this visit is notable, as it marks a first"."""
        for verb in self.sentence.ancestors(token):
            subject = self._own_subject(verb)
            if subject is not None and subject.index < token.index:
                return subject.pos == "NOUN" and self.at(subject.index) is None
        return False

    def _antecedent(self, token: Token, fits: Callable[[Mention], bool]) -> tuple[Mention, ...]:
        for verb in self.sentence.ancestors(token):
            over = self.sentence.head(verb)
            if verb.dep != "ccomp" or over.pos != "VERB":
                continue
            speaker = self._own_subject(over)  # "China announced that it would stay away"
            own = self.at(speaker.index) if speaker is not None and speaker.index < token.index else None
            if own is not None and speaker is not None and fits(own) and own.role.split()[-1:] not in _MOUTHPIECES:
                return (self.known(own),)
        for row in self._earlier(token.index):
            for mention in row:
                if fits(mention):
                    return (self.known(mention),)
        return ()

    def _several(self, token: Token) -> tuple[Mention, ...]:
        for verb in self.sentence.ancestors(token):
            over = self.sentence.head(verb)
            speaker = self._own_subject(over) if verb.dep == "ccomp" else None
            if speaker is not None and speaker.index < token.index and self.at(speaker.index) is not None:
                return self.resolve(speaker, over)  # "The Lost Mondays confirmed that they will play"
        for row in reversed([row for row in self.lists if row[-1].last <= token.index]):
            if len(row) > 1 or row[0].plural or row[0].kind is not AttendeeKind.PERSON:
                return tuple(self.known(member) for member in row)
        for row in self.before[:1]:
            if len(row) > 1 or (row and row[0].plural):
                return row
        return ()

    def _speaker(self, verb: Token) -> tuple[Mention, ...]:
        for node in (verb, *self.sentence.ancestors(verb)):
            if node.lemma in {"say", "tell", "write", "add", "tweet", "post", "announce", "declare"}:
                subject = self._own_subject(node)
                if subject is not None and subject.lower not in _FIRST:
                    return tuple(map(_spoken_for, self.resolve(subject, node)))
        return ()


def _spoken_for(speaker: Mention) -> Mention:
    """Whom a "we" means: the country for whom a spokeswoman speaks, else the speaker."""
    if speaker.role.split()[-1:] not in _MOUTHPIECES or not speaker.country:
        return speaker
    return replace(speaker, name=speaker.country, kind=AttendeeKind.COUNTRY, named=True, role="")


def read_sentences(sentences: Sequence[Sentence], people: frozenset[str]) -> list[Reading]:
    """Sentences as readings, in order; each knows whom the four before it were about.

    ``people`` are the words that the article uses in people's names.
    """
    readings: list[Reading] = []
    history: list[tuple[Mention, ...]] = []
    for sentence in sentences:
        if sentence.kind is SentenceKind.HEADING and _is_title_case(sentence):
            continue
        mentions = people_in(sentence, people)
        reading = Reading(sentence, mentions, event_mentions(sentence), tuple(history[:4]))
        readings.append(reading)
        spoken_of = _topic(reading)
        if spoken_of:
            history.insert(0, spoken_of)
    return readings


def full_names(
    sentences: Sequence[Sentence], people: frozenset[str], called: frozenset[str] | None = None
) -> dict[str, Mention]:
    """The people whom an article gives a full name, by the words that it may call them by later.

    A word that two of them share stands for neither. With ``called`` only those who bear one of its words are sought.
    """
    found: dict[str, dict[str, Mention]] = {}
    for sentence in sentences:
        if called is not None and not any(token.text in called for token in sentence.tokens):
            continue
        for mention in people_in(sentence, people):
            parts = mention.name.split()
            if mention.kind is AttendeeKind.PERSON and mention.named and len(parts) > 1:
                for part in {parts[0], parts[-1]}:
                    kept = found.setdefault(part, {}).get(mention.name)
                    if kept is None or (mention.role and not kept.role) or (mention.country and not kept.country):
                        found[part][mention.name] = mention
    return {part: next(iter(people.values())) for part, people in found.items() if len(people) == 1}


def _topic(reading: Reading) -> tuple[Mention, ...]:
    """Whom a sentence is about: its subject first, then the others; a pronoun hands its person on."""
    root = reading.sentence.root
    subject: tuple[Mention, ...] = ()
    if root is not None:
        own = list(reading.sentence.children(root, "nsubj", "nsubjpass"))
        subject = reading.resolve(own[0], root) if own else ()
    people = [m for m in reading.mentions if m not in subject and m.kind is AttendeeKind.PERSON]
    rest = tuple(sorted(people, key=reading.is_owner))  # "Reyes's father, A" is about the father
    others = tuple(m for m in reading.mentions if m not in subject and m not in rest)
    return (*subject, *rest, *others)


def _is_title_case(sentence: Sentence) -> bool:
    """Whether a heading capitalises every word, so that capitals tell no names."""
    longer = [token for token in sentence.tokens if token.text.isalpha() and len(token.text) > 3]
    return len(longer) > 2 and sum(token.text[0].isupper() for token in longer) > 0.8 * len(longer)
