"""`understand`: from a message and its context to what it means."""

from dataclasses import replace

from bot.understanding.acts import ASKING, acts_of
from bot.understanding.candidates import SERVICE, kept
from bot.understanding.context import Context
from bot.understanding.courtesy import without_courtesy
from bot.understanding.fixed import fixed_intent, option_number, pressed
from bot.understanding.heads import Name
from bot.understanding.hokkien import in_mandarin
from bot.understanding.intent_choice import asks_first, aspect_of, choose_intent, surety
from bot.understanding.language import composed, named_language, written_in
from bot.understanding.masking import without_names
from bot.understanding.matters import read, unread
from bot.understanding.model import Model, load_model
from bot.understanding.recovering import Rejected, rejected
from bot.understanding.rejecting import names
from bot.understanding.returning import returns_to
from bot.understanding.segments import opening
from bot.understanding.several import matters_of
from bot.understanding.stating import only_tells
from bot.understanding.structure import (
    ANSWER,
    ASPECT_PREFIX,
    CALCULATE,
    CLARIFY,
    GRIEF,
    MISS,
    RELATED,
    Act,
    Understanding,
    act_of,
    intent_of,
)
from bot.understanding.thought import DOUBTLESS
from retrieval.analysis.contrast import contrast
from retrieval.analysis.text import clean
from retrieval.engine import Engine
from retrieval.ranking.decision import Decision

_SHOWN = 4
_EXCLUDED_AT = 0.4
_ALONE = Context()
# Whoever tells of a death is not asked to say it in other words.
_UNSURE = frozenset({MISS, CLARIFY, RELATED})
# So many characters are read for what they ask, each thought of them by itself: no question is longer.
_MOST_READ = 1000
# An entry less likely than this is not what is to be calculated, nor what was missed.
_MENTIONED_AT = 0.2
_TELL = frozenset({Act.FACT, Act.CORRECTION})


def understand(engine: Engine, text: str, context: Context = _ALONE) -> Understanding:
    """Understand one message; a bare number is a choice, whatever it would find.

    The label of a button, in any language, means what the button says; the Chinese one tells no language.
    """
    cleaned = composed(clean(text))
    said, spoken = pressed(cleaned)
    if fixed := fixed_intent(said):
        intent, typed_in = fixed
        language = spoken or (None if context.language else typed_in)
        return Understanding(
            said,
            intent,
            1.0,
            (context.topic,) if context.topic else (),
            option=option_number(said),
            language=language,
            acts=(act_of(intent),),
            continues=intent.startswith(ASPECT_PREFIX) and context.topic is not None,
        )
    language = spoken if said != cleaned else written_in(cleaned, context.language)
    if entry := engine.catalogue.asking(said):  # as staff wrote it: nothing to guess
        return Understanding(
            said,
            ANSWER,
            1.0,
            (entry.id,),
            generation=engine.generation.number,
            language=language,
            acts=(Act.QUESTION,),
            continues=entry.id == context.topic,
        )
    if (before := returns_to(said, context)) and before in engine.catalogue:
        return Understanding(
            said,
            ANSWER,
            1.0,
            (before,),
            generation=engine.generation.number,
            language=language,
            acts=(Act.BACK,),
            continues=True,
        )
    return _read(engine, load_model(), said, context, language)


def _read(engine: Engine, model: Model, text: str, context: Context, language: str | None) -> Understanding:
    said = in_mandarin(text[:_MOST_READ])
    told = without_names(said)
    if not any(map(str.isalpha, told)):
        return _only_facts(engine, said, context, language)
    searched = without_courtesy(told)
    no = rejected(engine, model, searched, context)
    if no and not no.words:
        return _others(engine, said, no, language)
    excluded = no.entries if no else frozenset()
    searched = spoken = no.words if no else searched
    sides = contrast(searched)
    if sides:
        excluded |= _excluded(engine, model, sides.excluded, sides.meant, context)
    meant = sides.meant if sides and not sides.corrects else searched
    context, meant = _after_turning(engine, model, meant, context)
    whole = read(engine, model, meant, context, excluded)
    heard = spoken if no else said
    full = whole if meant == heard else unread(engine, model, heard)
    # A telephone number beside chit-chat asks for no call: there the words without it count.
    scores = (whole if whole.is_outside else full).scores[Name.ACTS]
    acts = acts_of(
        heard,
        scores,
        model.thresholds,
        full.found,
        whole.is_outside,
        context.offers,
        context.language,
        whole.names_an_entry,
    )
    if no and acts != (Act.OUTSIDE,) and Act.CORRECTION not in acts:
        acts = (*acts, Act.CORRECTION)
    if sides and Act.CORRECTION not in acts and sides.corrects:
        acts = (Act.CORRECTION, *acts)
    main, second = matters_of(engine, model, meant, whole, context, excluded)
    if acts == (Act.OUTSIDE,) and main is not whole and main.is_sure:
        acts = (Act.QUESTION,)  # one clause is ours: 要怎麼申請津貼，還有健保怎麼辦
    if _TELL.intersection(acts) and main.point and only_tells(main.text):
        main = replace(main, point=None)  # she is 6 months in: the whole of it, with the fact
    if asks_first(acts, main, full):
        acts = (Act.QUESTION, *(act for act in acts if act is not Act.QUESTION))
    intent, confidence = choose_intent(acts, main, whole)
    # Of a death the search itself must be sure: a guess would be answered with the days of funeral leave.
    is_sure = main.continues or (main.found.decision is Decision.ANSWER and confidence >= DOUBTLESS)
    is_guess = intent == ANSWER and not is_sure
    if Act.GRIEF in acts and (intent in _UNSURE or is_guess):
        intent = GRIEF
    if acts[0] not in ASKING:
        confidence = surety(acts[0], full)
    if intent == intent_of(Act.CHANGE_LANGUAGE):
        language = named_language(said) or language
    keep = kept(main.entries)
    return Understanding(
        text,
        intent,
        round(confidence, 4),
        keep
        if intent not in (MISS, CALCULATE)
        else tuple(entry for entry in keep if dict(main.entries)[entry] >= _MENTIONED_AT),
        aspect_of(engine.catalogue, main),
        generation=whole.found.generation,
        language=language,
        acts=acts,
        point=main.point,
        nearly=main.nearly,
        second=second,
        excluded=tuple(sorted(excluded)),
        continues=main.continues,
    )


def _after_turning(engine: Engine, model: Model, text: str, context: Context) -> tuple[Context, str]:
    """No topic, and what is asked, where ``text`` turns to another matter that the search is sure of."""
    rest = opening(text) if context.topic else None
    alone = read(engine, model, rest, _ALONE) if rest else None
    if (
        alone is None or not alone.is_sure or alone.best is None or alone.best.startswith(SERVICE)
    ):  # a part of the service is a point of any matter
        return context, text
    if alone.best in (context.topic, *context.earlier):
        return context, text
    return _ALONE, alone.text


def _others(engine: Engine, said: str, no: Rejected, language: str | None) -> Understanding:
    """Only that the answer was not meant: what else the earlier words may mean is offered, if anything."""
    generation = engine.generation.number
    return Understanding(
        said,
        CLARIFY if no.others else intent_of(Act.NONE_OF_THESE),
        1.0,
        no.others,
        generation=generation,
        language=language,
        acts=(Act.CORRECTION,),
        excluded=tuple(sorted(no.entries)),
    )


def _only_facts(engine: Engine, said: str, context: Context, language: str | None) -> Understanding:
    """A name, a figure or a number alone: whoever asked for it knows what it means."""
    generation = engine.generation.number
    topics = (context.topic,) if context.topic else ()
    return Understanding(said, MISS, 0.0, topics, generation=generation, language=language, acts=(Act.FACT,))


def _excluded(engine: Engine, model: Model, no: str, yes: str, context: Context) -> frozenset[str]:
    """The entries of the side that is not meant, unless both sides are the same matter; the topic where that
    side is a name of it."""
    against, meant = read(engine, model, no, _ALONE), read(engine, model, yes, _ALONE)
    found = {entry for entry, share in against.entries[:2] if share >= _EXCLUDED_AT}
    topic = engine.catalogue.get(context.topic or "")
    found |= {topic.id} if topic and names(no, topic) else set()
    return frozenset(found - {entry for entry, _ in meant.entries[:1]})
