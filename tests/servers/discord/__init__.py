"""Discord's own side for the tests: REST, gateway and the people in it, written to Discord's documentation."""

from tests.servers.discord.faults import SEVEN_WAYS, Fault, Way
from tests.servers.discord.gateway import Intent
from tests.servers.discord.interactions import Interaction, State
from tests.servers.discord.permissions import May
from tests.servers.discord.person import Person
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.world import Channel, Flag, Guild, Kind, Message, Role, User

__all__ = [
    "SEVEN_WAYS",
    "Channel",
    "DiscordServer",
    "Fault",
    "Flag",
    "Guild",
    "Intent",
    "Interaction",
    "Kind",
    "May",
    "Message",
    "Person",
    "Role",
    "State",
    "User",
    "Way",
]
