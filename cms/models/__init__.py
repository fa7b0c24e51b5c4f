"""People, places, tablets and the two pages that hold the tree together."""

from cms.models.pages import HomePage, Installation
from cms.models.people import CareHome, Organisation, Role, RoleAssignment, User
from cms.models.tablets import Device, DeviceToken, PairingCode, RecordConflict, TabletRecord

__all__ = [
    "CareHome",
    "Device",
    "DeviceToken",
    "HomePage",
    "Installation",
    "Organisation",
    "PairingCode",
    "RecordConflict",
    "Role",
    "RoleAssignment",
    "TabletRecord",
    "User",
]
