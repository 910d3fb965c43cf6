"""What outlives a request: the world of now, the log of requests, the faults that wait for their turn."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from hh_mcp.sandbox.channel import Channel
from hh_mcp.sandbox.faults import Fault
from hh_mcp.sandbox.history import fill
from hh_mcp.sandbox.hostile import spoil, spoil_chats
from hh_mcp.sandbox.world import Options, World

if TYPE_CHECKING:
    from hh_mcp.sandbox.state_file import StateFile

LONGEST_LOG = 100_000


@dataclass(slots=True)
class Stage:
    """One running imitation; `reset` gives it a fresh world, log and list of faults."""

    start: Options
    url: str
    file: "StateFile | None" = None
    world: World = field(init=False)
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    forgotten: int = 0
    faults: list[Fault] = field(default_factory=list[Fault])
    channel: Channel = field(default_factory=Channel)

    def __post_init__(self) -> None:
        kept = self.file.load(self.url) if self.file else None
        if kept is None:
            self.reset({})
        else:
            self.world = kept
            self.world.channel = self.channel
        self.save()

    def save(self) -> None:
        """Keep the state in its file, when it has one."""
        if self.file is not None:
            self.file.save(self.world)

    def log(self, entry: dict[str, Any]) -> None:
        """Keep a request; of a very long run only the latest ones."""
        self.requests.append(entry)
        if len(self.requests) > LONGEST_LOG:
            self.forgotten += LONGEST_LOG // 2
            del self.requests[: LONGEST_LOG // 2]

    def reset(self, changes: dict[str, Any]) -> None:
        """Forget everything; what is not named in the changes is as at the start."""
        options = replace(self.start, **changes)
        self.world = World(options, self.url, channel=self.channel)
        if options.hostile:
            spoil(self.world)
        if options.history:
            fill(self.world)
        if options.hostile:
            spoil_chats(self.world)
        self.requests.clear()
        self.forgotten = 0
        self.faults.clear()
