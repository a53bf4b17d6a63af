"""What the routes of the desk take, see `core.dependencies`."""

from typing import Annotated

from fastapi import Depends

from bot.handover import HandoverService
from connectors.webhooks.service import Webhooks
from core.dependencies import Part
from desk.curation.confusions import ConfusionReports
from desk.digest.service import Digests
from desk.first.service import FirstHour
from desk.inbox.stream_limits import OpenStreams
from desk.watch.service import Watch
from publication.publishing_service import Publisher
from publication.withdrawal_service import Withdrawals
from retrieval.encoder.caching import CachingEncoder

ConfusionsDep = Annotated[ConfusionReports, Depends(Part(ConfusionReports))]
DigestsDep = Annotated[Digests, Depends(Part(Digests))]
FirstHourDep = Annotated[FirstHour, Depends(Part(FirstHour))]
HandoverDep = Annotated[HandoverService, Depends(Part(HandoverService))]
OpenStreamsDep = Annotated[OpenStreams, Depends(Part(OpenStreams))]
PublisherDep = Annotated[Publisher, Depends(Part(Publisher))]
RememberingDep = Annotated[CachingEncoder, Depends(Part(CachingEncoder))]
WebhooksDep = Annotated[Webhooks, Depends(Part(Webhooks))]
WatchDep = Annotated[Watch, Depends(Part(Watch))]
WithdrawalsDep = Annotated[Withdrawals, Depends(Part(Withdrawals))]
