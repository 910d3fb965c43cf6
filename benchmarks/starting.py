"""The start: from the process to the answer of tools/list, and the memory it then has."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

from stdio import BARE, OURS, Server, running
from table import Row, paired

ROUNDS = 15


def measure(home: Path) -> Iterator[Row]:
    """The time and the memory of a start."""
    env = {"HH_MCP_HOME": str(home), "XDG_DATA_HOME": str(home)}
    ours, bare, memory = [], [], []
    for _ in range(ROUNDS):
        bare.append(listed(BARE, env))
        ours.append(listed(OURS, env))
    what = f"process start to `tools/list`, median of {ROUNDS}"
    times = paired([time for time, _ in ours], [time for time, _ in bare])
    said = f"{median(time for time, _ in ours):.2f} s"
    yield Row(what, said, f"bare MCPServer: {median(time for time, _ in bare):.2f} s", times, 1.15)
    memory = [median(size for _, size in found) for found in (ours, bare)]
    yield memory_row("memory after `tools/list`", memory[0], memory[1], 15)


def memory_row(what: str, ours: float, bare: float, target: float) -> Row:
    """A row about what our server has more than the bare one."""
    return Row(what, f"{ours:.0f} MB", f"bare MCPServer: {bare:.0f} MB", ours - bare, target, "MB more")


def measure_big(big: Path, empty: Path) -> Iterator[Row]:
    """The start with a big store beside an empty one, up to the first answer that needs the store."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(_opened(empty))
        ours.append(_opened(big))
    what, said = "process start to `get_status` with the big store", f"{median(ours):.2f} s"
    yield Row(what, said, f"an empty store: {median(bare):.2f} s", paired(ours, bare), 1.1)


def listed(command: list[str], env: Mapping[str, str]) -> tuple[float, float]:
    """Seconds until the list of tools is there, and the memory then."""
    with running(command, env) as server:
        server.ask("tools/list")
        return _since(server), server.memory()


def _opened(home: Path) -> float:
    with running(OURS, {"HH_MCP_HOME": str(home)}) as server:
        server.call("get_status")
        return _since(server)


def _since(server: Server) -> float:
    return perf_counter() - server.started
