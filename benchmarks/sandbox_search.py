"""How long a search of the imitation takes over HTTP: `python benchmarks/sandbox_search.py [VACANCIES]`."""

import sys
import time
from statistics import median

import httpx2 as httpx
from anyio.from_thread import start_blocking_portal

from hh_mcp.sandbox import serve

QUERIES = (
    "",
    "text=python",
    "text=разработчик&area=1&area=2&experience=between1And3",
    "text=NAME:(python OR go) NOT старший",
    'text="опыт работы" AND (SQL OR Kafka)',
    "text=тест*&only_with_salary=true&salary=150000",
    "order_by=salary_desc&per_page=100",
    "order_by=publication_time&page=19&per_page=100",
    "order_by=distance&sort_point_lat=55.75&sort_point_lng=37.6",
    "clusters=true&describe_arguments=true&text=аналитик",
)
ROUNDS, TARGET_MS = 15, 50


def measure(http: httpx.Client, query: str) -> float:
    """The median of some rounds, in milliseconds; the first call warms what is made once."""
    rounds: list[float] = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        http.get(f"/api/vacancies?{query}").raise_for_status()
        rounds.append((time.perf_counter() - start) * 1000)
    return median(rounds[1:])


def main() -> None:
    """Start, measure, print; exit code 1 when a query is too slow."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    start = time.perf_counter()
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(serve(vacancies=count)) as sandbox:
        lines = [f"{count} vacancies, started in {time.perf_counter() - start:.2f} s"]
        headers = {"User-Agent": "benchmark/1.0 (qa@example.test)"}
        with httpx.Client(base_url=sandbox.url, headers=headers, timeout=60) as http:
            times = {query: measure(http, query) for query in QUERIES}
    lines += [f"{spent:7.1f} ms  {query or '(everything)'}" for query, spent in times.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(max(times.values()) > TARGET_MS)


if __name__ == "__main__":
    main()
