"""What load balancers ask: alive and ready. The figures are at `web.metrics`."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from web.dependencies import EngineDep, RasaDep, ReadinessDep

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(
    response: Response, readiness: ReadinessDep, rasa: RasaDep, engine: EngineDep
) -> dict[str, object]:
    """Ready to answer, else 503 with the reasons; without Rasa it is degraded, which is told with 200."""
    reasons = await readiness.reasons()
    has_rasa = await rasa.is_ready()
    if reasons:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return {
        "status": "unready" if reasons else "ok" if has_rasa else "degraded",
        "reasons": [{"kind": reason.kind, "detail": reason.detail} for reason in reasons],
        "generation": engine.generation.number,
        "rasa": "ok" if has_rasa else "away",
    }
