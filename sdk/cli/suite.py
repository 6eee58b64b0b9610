"""`./mnet test`: everything that is checked, and a plain count at the end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sdk.cli import build, package, packages, rust, setup
from sdk.cli.common import BUILD, EXIT_FAILED, EXIT_OK, ROOT, Failure, say
from tests.consumers import projects

HELP = """\
Build every flavour and run every test:
  build  that each flavour compiles and links, and programs outside of the tree with the package
  unit   on this machine, under the address and undefined-behaviour sanitizers; the drivers also
         against QEMU's devices
  gates  the properties of the archives, headers and sources
  e2e    the sample in QEMU, against real and misbehaving servers
The last line is the count. Without --full this takes some minutes."""

GATE_SECONDS = 600.0
EXIT_SKIPPED = 77
ORACLE_FRAMES_FULL = "100000"


@dataclass
class Suite:
    """The results of one suite, by test name."""

    name: str
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # name -> why
    seconds: float = 0.0

    def counts(self) -> str:
        return (f"{len(self.passed)} passed, {len(self.failed)} failed, "
                f"{len(self.skipped)} skipped")


def add_arguments(parser) -> None:
    parser.add_argument("--full", action="store_true", help="also the long matrices and soaks")
    parser.add_argument("--only", metavar="REGEX", default="",
                        help="the tests whose `suite/name` matches")
    parser.add_argument("--list", action="store_true", help="name the tests, run nothing")
    parser.add_argument("--jobs", type=int, default=2, metavar="N",
                        help="machines at the same time (default: 2)")


# -- build -------------------------------------------------------------------------------------


def run_builds() -> Suite:
    """A flavour that does not build fails alone; what the others allow is still tested."""
    suite = Suite("build")
    for flavour in (*build.FLAVOURS, build.CLANG):
        try:
            build.build(flavour, targets=build.targets_of(flavour))
            suite.passed.append(flavour)
        except Failure as failure:
            suite.failed.append(flavour)
            say(f"FAIL  build/{flavour}\n{failure}")
    if all(flavour in suite.passed for flavour in package.FLAVOURS):
        run_consumer_builds(suite)
        run_rust_builds(suite)
    return suite


def run_rust_builds(suite: Suite) -> None:
    """The samples; the first time this compiles Rust's core for both targets."""
    reason = rust.why_not()
    if reason:
        suite.skipped["rust"] = reason
        return
    try:
        rust.build()
        suite.passed.append("rust")
    except Failure as failure:
        suite.failed.append("rust")
        say(f"FAIL  build/rust\n{failure}")


def run_consumer_builds(suite: Suite) -> None:
    """What strangers do: install the package, link a program of their own with it."""
    steps = {"package": package.stage}
    steps |= {name: partial(projects.build, project)
              for name, project in projects.PROJECTS.items()}
    say("building the package and the programs outside of the tree")
    for name, step in steps.items():
        try:
            step()
            suite.passed.append(name)
        except Failure as failure:
            suite.failed.append(name)
            say(f"FAIL  build/{name}\n{failure}")
            if name == "package":
                return


# -- unit --------------------------------------------------------------------------------------


def unit_names() -> list[str]:
    listing = subprocess.run(["ctest", "--test-dir", str(BUILD / "host"), "-N"], check=False,
                             text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    return re.findall(r"^\s*Test\s+#\d+: (.+?)\s*$", listing, re.MULTILINE)


def oracle_environment(full: bool) -> dict[str, str]:
    """For tests/oracle: which QEMU, and how many frames each way."""
    frames = {"MNET_ORACLE_FRAMES": ORACLE_FRAMES_FULL} if full else {}
    return {**os.environ, "MNET_QEMU": setup.qemu(), **frames}


def run_unit(names: list[str], jobs: int, full: bool) -> Suite:
    suite = Suite("unit")
    if not names:
        return suite
    with tempfile.TemporaryDirectory(prefix="mnet-unit-") as folder:
        everything = len(names) == len(unit_names())
        pattern = [] if everything else ["-R", "^(" + "|".join(map(re.escape, names)) + ")$"]
        report = Path(folder) / "junit.xml"
        done = subprocess.run(
            ["ctest", "--test-dir", str(BUILD / "host"), "--output-on-failure", "-j", str(jobs),
             "--output-junit", str(report), *pattern], check=False, text=True,
            env=oracle_environment(full), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if not report.exists():
            raise Failure(f"ctest ran nothing:\n{done.stdout}")
        for case in xml.parse(report).getroot().iter("testcase"):
            name = case.get("name", "?")
            if case.find("failure") is not None or case.get("status") == "fail":
                suite.failed.append(name)
            elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
                skipped = case.find("skipped")
                output = case.findtext("system-out") or ""
                reason = re.search(r"Skipped\s*\n(.+)", output)
                suite.skipped[name] = (reason[1].strip() if reason else
                                       (skipped is not None and skipped.get("message")) or
                                       "no reason given")
            else:
                suite.passed.append(name)
        if suite.failed or done.returncode != 0:
            say(done.stdout)
    return suite


# -- gates -------------------------------------------------------------------------------------


def gate_scripts() -> dict[str, Path]:
    return {path.stem: path for path in sorted((ROOT / "tests" / "gates").glob("*.py"))
            if not path.stem.startswith("_")}


def run_gates(names: list[str]) -> Suite:
    """Every script is one gate: exit code 0 passes, 77 skips, and what it prints says why."""
    suite = Suite("gates")
    scripts = gate_scripts()
    for name in names:
        done = subprocess.run([sys.executable, "-B", str(scripts[name])], cwd=ROOT, check=False,
                              text=True, timeout=GATE_SECONDS, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = done.stdout.strip()
        if done.returncode == 0:
            suite.passed.append(name)
            say(f"ok    {name}")
        elif done.returncode == EXIT_SKIPPED:
            suite.skipped[name] = text.splitlines()[-1] if text else "no reason given"
            say(f"skip  {name}  {suite.skipped[name]}")
        else:
            suite.failed.append(name)
            say(f"FAIL  {name}\n" + "\n".join(f"      {line}" for line in text.splitlines()))
    return suite


# -- e2e ---------------------------------------------------------------------------------------


def e2e_command(*words: str) -> list[str]:
    return [sys.executable, "-I", "-B", str(ROOT / "tests" / "e2e" / "main.py"), *words]


def e2e_names(full: bool) -> list[str]:
    listing = subprocess.run(e2e_command("--list", *(["--full"] if full else [])), check=True,
                             text=True, stdout=subprocess.PIPE).stdout
    return listing.split()


def run_e2e(names: list[str], jobs: int) -> Suite:
    suite = Suite("e2e")
    if not names:
        return suite
    pattern = "^(" + "|".join(map(re.escape, names)) + ")$"
    with subprocess.Popen(e2e_command("--full", "--jobs", str(jobs), "--only", pattern),
                          stdout=subprocess.PIPE, text=True) as runner:
        for line in runner.stdout:
            print(line, end="", flush=True)
            match = re.match(r"(ok|FAIL|skip)\s+(\w+)\s+[\d.]+ s(?:  (.*))?$", line)
            if match and match[1] == "ok":
                suite.passed.append(match[2])
            elif match and match[1] == "FAIL":
                suite.failed.append(match[2])
            elif match:
                suite.skipped[match[2]] = match[3] or "no reason given"
    # A case whose result never came has not passed.
    reported = {*suite.passed, *suite.failed, *suite.skipped}
    suite.failed += [name for name in names if name not in reported]
    return suite


# -- all of them ---------------------------------------------------------------------------------


def main(arguments) -> int:
    try:
        wanted = re.compile(arguments.only)
    except re.error as mistake:
        raise Failure(f"--only takes a regular expression: {mistake}") from mistake
    setup.ensure()
    if not arguments.list:
        setup.fetch_extra(packages.CONTENT)  # the demo is one of the tests
    builds = timed(run_builds)
    usable = {"unit": "host" in builds.passed, "gates": True, "e2e": "elf" in builds.passed}

    def chosen(suite: str, names) -> list[str]:
        return [name for name in names if wanted.search(f"{suite}/{name}")]

    every = {"unit": unit_names, "gates": gate_scripts, "e2e": lambda: e2e_names(arguments.full)}
    plan = {suite: chosen(suite, names()) if usable[suite] else []
            for suite, names in every.items()}
    if arguments.list:
        for suite, names in plan.items():
            for name in names:
                say(f"{suite}/{name}")
        return EXIT_OK

    runners = {"unit": lambda names: run_unit(names, max(1, os.cpu_count() or 1),
                                             arguments.full),
               "gates": run_gates,
               "e2e": lambda names: run_e2e(names, arguments.jobs)}
    suites = [builds]
    for name, runner in runners.items():
        if plan[name]:
            say(f"\n== {name}")
            suites.append(timed(partial(runner, plan[name])))
    return conclude(suites)


def timed(runner: Callable[[], Suite]) -> Suite:
    started = time.monotonic()
    suite = runner()
    suite.seconds = time.monotonic() - started
    return suite


def conclude(suites: list[Suite]) -> int:
    say("\n== result")
    for suite in suites:
        say(f"{suite.name:6} {suite.counts()}  ({suite.seconds:.0f} s)")
        for name in suite.failed:
            say(f"  FAIL {suite.name}/{name}")
        for name, why in suite.skipped.items():
            say(f"  skip {suite.name}/{name}: {why}")
    passed = sum(len(suite.passed) for suite in suites)
    failed = sum(len(suite.failed) for suite in suites)
    skipped = sum(len(suite.skipped) for suite in suites)
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return EXIT_OK if not failed and passed else EXIT_FAILED
