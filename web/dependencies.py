"""What the routes of the web take, see `core.dependencies`."""

from typing import Annotated

from fastapi import Depends

from bot.policy import RasaClient
from cases.notification_service import Notifications
from cases.service import CaseService
from connectors.dependencies import EngineDep as EngineDep
from core.dependencies import Part
from web.readiness import Readiness

CasesDep = Annotated[CaseService, Depends(Part(CaseService))]
NotificationsDep = Annotated[Notifications, Depends(Part(Notifications))]
RasaDep = Annotated[RasaClient, Depends(Part(RasaClient))]
ReadinessDep = Annotated[Readiness, Depends(Part(Readiness))]
