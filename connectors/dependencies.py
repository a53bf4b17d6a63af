"""What the routes of the channels take, see `core.dependencies`."""

from typing import Annotated

from fastapi import Depends

from bot.service import ConversationService
from connectors.registry import Connectors
from connectors.webchat.admission import Admission
from connectors.webchat.socket_limits import SocketLimits
from core.dependencies import Part
from retrieval.engine import Engine

AdmissionDep = Annotated[Admission, Depends(Part(Admission))]
ConnectorsDep = Annotated[Connectors, Depends(Part(Connectors))]
ConversationDep = Annotated[ConversationService, Depends(Part(ConversationService))]
EngineDep = Annotated[Engine, Depends(Part(Engine))]
SocketLimitsDep = Annotated[SocketLimits, Depends(Part(SocketLimits))]
