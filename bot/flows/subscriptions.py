"""Following a topic and leaving it, by one word."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Text
from bot.flows import words
from bot.flows.base import Flow, FlowDraft, FlowMessage, FlowTurn
from bot.responses import Voice
from cases.subscriptions import topic_service
from cases.subscriptions.service import Followed, Subscriptions
from cases.subscriptions.topic_service import Topic

_ANSWERS = {
    Followed.DONE: "utter_subscribe_done",
    Followed.ALREADY: "utter_subscribe_already",
    Followed.IMPOSSIBLE: "utter_subscribe_impossible",
}


class SubscribeFlow(Flow):
    """訂閱 最低工資調整; without a topic that is known, it offers those there are."""

    name = "subscribe"

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions

    def listens(self, said: FlowMessage, draft: FlowDraft) -> bool:
        """Only one of the offered topics, or a cancel."""
        offered = draft.answers["_offered"].split("\n")
        return said.chosen(*offered) is not None or words.is_word(said.text, words.CANCEL)

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Follow the topic that was named, or offer all."""
        offered = await topic_service.offered(session)
        named = await topic_service.find(session, said.text)
        if named is not None:
            return await self._follow(session, said, named)
        if not offered:
            return FlowTurn((said.say("utter_subscribe_none"),))
        names = [topic.name for topic in offered]
        draft = FlowDraft(self.name, "topic", said.now, {"_offered": "\n".join(names)})
        return FlowTurn((said.ask("utter_subscribe_which", *names),), draft)

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """The topic that was chosen."""
        name = said.chosen(*draft.answers["_offered"].split("\n"))
        topic = await topic_service.find(session, name) if name else None
        if topic is None:
            return FlowTurn((said.say("utter_cancel"),))
        return await self._follow(session, said, topic)

    async def _follow(self, session: AsyncSession, said: FlowMessage, topic: Topic) -> FlowTurn:
        met = await self._subscriptions.follow(session, topic.id, said.conversation.id, said.now)
        return FlowTurn((said.say(_ANSWERS[met], topic=topic.name),))


class UnsubscribeFlow(Flow):
    """取消訂閱, 停止: out at once, without a question."""

    name = "unsubscribe"

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions

    async def begin(self, session: AsyncSession, said: FlowMessage, kept: FlowDraft | None) -> FlowTurn:
        """Leave the topic that was named, or all."""
        named = await topic_service.find(session, said.text)
        only = named.id if named else None
        left = await self._subscriptions.leave(session, said.conversation.id, said.now, only)
        if not left:
            return FlowTurn((said.say("utter_unsubscribe_nothing"),))

        def tell(voice: Voice) -> str:
            names = "、".join(voice.phrase(topic.name) for topic in left)
            return voice.say("utter_unsubscribe_done", topics=names)

        return FlowTurn((Text(said.at.told(tell)),))

    async def take(self, session: AsyncSession, said: FlowMessage, draft: FlowDraft) -> FlowTurn:
        """There is never a second turn."""
        return await self.begin(session, said, draft)
