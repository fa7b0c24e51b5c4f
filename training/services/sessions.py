"""Session records from tablets: the shape they must have, and the row they become. There is no free text in either."""

from datetime import date

from assessments.services import frozen
from cms.models import Device, User
from cms.tablet.contract import SHA256, UUID, closed
from cms.tablet.kinds import Quarantine
from curriculum.models import Rendering
from training.models import SessionRecord
from training.models.sessions import BANDS

KIND, VERSION = "session", 1
DONE = ("delivered", "partly", "not")
SCHEMA = closed(
    {
        "worker": UUID,
        "plan": UUID,
        "rendering": SHA256,
        "held_on": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "minutes": {"type": "integer", "minimum": 1, "maximum": 600},
        "headcount": {"enum": [band for band, _ in BANDS]},
        "concern_passed_on": {"type": "boolean"},
        "steps": {
            "type": "object", "maxProperties": 60, "propertyNames": {"pattern": UUID["pattern"]},
            "additionalProperties": {"enum": list(DONE)},
        },
        "amends": {"anyOf": [UUID, {"type": "null"}]},
    },
    optional=("amends",),
)  # fmt: skip


def project(record: dict, device: Device) -> None:
    """Store the session that an accepted record tells of. The home is the tablet's own, whatever anyone says.

    Raises Quarantine for a well-formed record that names an edition, step or person this server does not know.
    """
    told = record["payload"]
    rendering = Rendering.objects.select_related("edition").filter(blob_id=told["rendering"]).first()
    if rendering is None or str(rendering.edition.document) != told["plan"]:
        raise Quarantine("rendering-unknown")
    known = {step["id"] for step in frozen.document(rendering.blob_id).get("steps", [])}
    if not set(told["steps"]) <= known:
        raise Quarantine("step-unknown")
    if not User.objects.filter(pseudonym=told["worker"]).exists():
        raise Quarantine("worker-unknown")
    SessionRecord.objects.create(
        id=record["id"], amends=told.get("amends"), home_id=device.home_id, worker=told["worker"], plan=told["plan"],
        rendering=rendering, held_on=_day(told["held_on"]), minutes=told["minutes"], headcount=told["headcount"],
        concern_passed_on=told["concern_passed_on"], steps=told["steps"],
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Quarantine("day-unknown") from None
