"""Runs the end-to-end cases: main.py [--only REGEX] [--full] [--list] [--jobs N] | --one NAME."""

from __future__ import annotations

import argparse
import importlib
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from sdk.cli import lab, serial  # noqa: E402
from tests.e2e import harness  # noqa: E402

for module in sorted(Path(__file__).parent.glob("cases_*.py")):
    importlib.import_module(f"tests.e2e.{module.stem}")  # which registers its cases

END_POLITELY_SECONDS = 20.0
DEFAULT_JOBS = 2
LOGS_SHOWN, LINES_SHOWN = 2, 12  # of a case that failed


@dataclass(frozen=True)
class Outcome:
    name: str
    status: str  # ok, FAIL, skip
    seconds: float
    text: str


def selected(only: str | None, full: bool) -> list[harness.Case]:
    pattern = re.compile(only or "")
    return [case for case in harness.CASES.values()
            if pattern.search(case.name) and (full or not case.full)]


def run_one(name: str) -> int:
    """In the child: one case, its failure as text."""
    case = harness.CASES[name]
    harness.current = case
    shutil.rmtree(case.folder, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        case.function()
    except (harness.Skip, lab.Unavailable) as skip:
        print(skip)
        return harness.EXIT_SKIPPED
    except AssertionError as failure:
        print(failure)
        return 1
    except Exception:  # pylint: disable=broad-except; anything unexpected is a failure to report
        traceback.print_exc(file=sys.stdout)
        return 1
    return 0


def run_in_child(case: harness.Case) -> Outcome:
    started = time.monotonic()
    child = subprocess.Popen([sys.executable, "-I", "-B", __file__, "--one", case.name],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
    try:
        text, _ = child.communicate(timeout=case.seconds)
    except subprocess.TimeoutExpired:
        child.terminate()
        try:
            text, _ = child.communicate(timeout=END_POLITELY_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            text, _ = child.communicate()
        text = f"hung: ended after {case.seconds:.0f} s\n{text}"
    except BaseException:
        child.terminate()
        child.wait()
        raise
    status = {0: "ok", harness.EXIT_SKIPPED: "skip"}.get(child.returncode, "FAIL")
    return Outcome(case.name, status, time.monotonic() - started, text.strip())


def last_words(name: str) -> str:
    """The ends of what a case's machines said, which is all that a remote reader gets to see."""
    text = f"      the serial lines are in build/e2e/{name}/\n"
    folder = ROOT / "build" / "e2e" / name
    logs = sorted(folder.glob("*.log"), key=lambda log: log.stat().st_mtime)
    for log in logs[-LOGS_SHOWN:]:
        lines = log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
        text += f"      end of {log.name}:\n"
        text += "".join(f"        {serial.plain(line)}\n" for line in lines)
    return text


def show(outcome: Outcome) -> None:
    print(f"{outcome.status:4}  {outcome.name:36} {outcome.seconds:6.1f} s", end="", flush=True)
    if outcome.status == "skip":
        print(f"  {outcome.text}", end="")
    print(flush=True)
    if outcome.status == "FAIL":
        print("".join(f"      {line}\n" for line in outcome.text.splitlines()), end="")
        print(last_words(outcome.name), end="", flush=True)


def run_all(cases: list[harness.Case], jobs: int) -> list[Outcome]:
    """The longest first, so that the last minutes do not wait for a single case."""
    outcomes = []

    def one(case: harness.Case) -> None:
        outcomes.append(run_in_child(case))
        show(outcomes[-1])

    with ThreadPoolExecutor(jobs) as pool:
        for future in [pool.submit(one, case)
                       for case in sorted(cases, key=lambda case: -case.seconds)]:
            future.result()
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--only", metavar="REGEX", help="the cases whose name matches")
    parser.add_argument("--full", action="store_true", help="the long ones too")
    parser.add_argument("--list", action="store_true", help="names only")
    parser.add_argument("--jobs", type=int, default=DEFAULT_JOBS, metavar="N")
    parser.add_argument("--one", choices=sorted(harness.CASES), metavar="NAME",
                        help="run one case in this process")
    arguments = parser.parse_args()
    if arguments.one:
        return run_one(arguments.one)
    cases = selected(arguments.only, arguments.full)
    if arguments.list:
        for case in cases:
            print(case.name)
        return 0
    outcomes = run_all(cases, max(1, arguments.jobs))
    counts = [sum(outcome.status == status for outcome in outcomes)
              for status in ("ok", "FAIL", "skip")]
    print("{} passed, {} failed, {} skipped".format(*counts))
    return 1 if counts[1] else 0


if __name__ == "__main__":
    sys.exit(main())
