"""The package archive, seen through a private apt configuration.

The system's sources say where its archive is; from that, this module writes configurations of its
own (lists, cache and sources in the deps folder) which also know the backports and the next
release. The system's own configuration is only read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from sdk.cli.common import Failure, deps, run

RELEASE = "bookworm"
SOURCES_LIST = Path("/etc/apt/sources.list")
SOURCES_PARTS = Path("/etc/apt/sources.list.d")
FRESH_FOR_SECONDS = 3600


@dataclass
class Entry:
    """One archive and its suites, whichever of apt's two formats it was written in."""

    uri: str
    suites: list[str]
    components: list[str]
    options: dict[str, str] = field(default_factory=dict)

    def deb822(self, types: str = "deb") -> str:
        lines = [f"Types: {types}", f"URIs: {self.uri}", f"Suites: {' '.join(self.suites)}",
                 "Components: main"]
        lines += [f"{key}: {value}" for key, value in self.options.items()]
        return "\n".join(lines) + "\n"


def available() -> bool:
    return shutil.which("apt-get") is not None and shutil.which("dpkg-deb") is not None


def _one_line_entries(text: str) -> list[Entry]:
    names = {"signed-by": "Signed-By", "trusted": "Trusted", "arch": "Architectures",
             "check-valid-until": "Check-Valid-Until"}
    entries = []
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)", line)
        if not match:
            continue
        options = {}
        for option in (match[1] or "").split():
            key, _, value = option.partition("=")
            if key.lower() in names:
                options[names[key.lower()]] = value.replace(",", " ")
        entries.append(Entry(match[2], [match[3]], match[4].split(), options))
    return entries


def _deb822_entries(text: str) -> list[Entry]:
    kept = {"signed-by": "Signed-By", "trusted": "Trusted", "architectures": "Architectures",
            "check-valid-until": "Check-Valid-Until"}
    entries = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        values: dict[str, str] = {}
        key = ""
        for line in paragraph.splitlines():
            if line.startswith("#"):
                continue
            if line[:1] in " \t" and key:
                values[key] += "\n" + line
            elif ":" in line:
                key, _, value = line.partition(":")
                key = key.strip().lower()
                values[key] = value.strip()
        if "deb" not in values.get("types", "").split():
            continue
        if values.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        options = {name: values[key] for key, name in kept.items() if key in values}
        for uri in values.get("uris", "").split():
            entries.append(Entry(uri, values.get("suites", "").split(),
                                 values.get("components", "").split(), options))
    return entries


def system_entries() -> list[Entry]:
    """The system's entries for this release of Debian, others' repositories left out."""
    entries: list[Entry] = []
    files = [SOURCES_LIST, *sorted(SOURCES_PARTS.glob("*"))]
    for path in files:
        if path.suffix not in (".list", ".sources") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        entries += _one_line_entries(text) if path.suffix == ".list" else _deb822_entries(text)
    own = []
    for entry in entries:
        entry.suites = [suite for suite in entry.suites
                        if re.fullmatch(RELEASE + r"(-updates|-security|/updates)?", suite)]
        if entry.suites and "main" in entry.components:
            own.append(entry)
    return own


def main_archive(entries: list[Entry]) -> Entry:
    """The entry of Debian's main archive: third parties also name their suites after releases."""
    candidates = [entry for entry in entries if RELEASE in entry.suites]
    if not candidates:
        raise Failure(
            f"the package sources of this system name no archive of Debian {RELEASE} "
            f"({SOURCES_LIST}, {SOURCES_PARTS}); on another system give paths instead, "
            "see ./mnet setup --help")
    updates = {entry.uri for entry in entries if f"{RELEASE}-updates" in entry.suites}

    def likelihood(entry: Entry) -> int:
        return 2 * (entry.uri in updates) + entry.uri.rstrip("/").endswith("/debian")

    return max(candidates, key=likelihood)


class View:
    """One private configuration: its own sources, lists and cache."""

    def __init__(self, name: str, sources: list[str]):
        self.folder = deps() / "apt" / name
        self.config = self.folder / "apt.conf"
        self._write("\n".join(sources))

    def _write(self, sources: str) -> None:
        for part in ("parts", "lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        listing = self.folder / "parts" / "archive.sources"
        if not listing.exists() or listing.read_text(encoding="utf-8") != sources:
            listing.write_text(sources, encoding="utf-8")
            self._stamp().unlink(missing_ok=True)
        self.config.write_text("\n".join([
            'Dir::Etc::sourcelist "/dev/null";',
            f'Dir::Etc::sourceparts "{self.folder}/parts";',
            f'Dir::State::Lists "{self.folder}/lists";',
            f'Dir::Cache "{self.folder}/cache";',
            'Dir::Cache::archives "archives";',
            'Dir::Etc::preferences "/dev/null";',
            'Dir::Etc::preferencesparts "/dev/null";',
            'Acquire::Languages "none";',
            'Acquire::Retries "3";',
            # The unprivileged download user often cannot enter a checkout in a home folder.
            'APT::Sandbox::User "root";',
            ""]), encoding="utf-8")

    def _stamp(self) -> Path:
        return self.folder / "updated"

    def environment(self) -> dict[str, str]:
        return {**os.environ, "APT_CONFIG": str(self.config), "DEBIAN_FRONTEND": "noninteractive",
                "LC_ALL": "C.UTF-8"}

    def update(self) -> None:
        stamp = self._stamp()
        if stamp.exists() and time.time() - stamp.stat().st_mtime < FRESH_FOR_SECONDS:
            return
        run(["apt-get", "update", "-qq"], env=self.environment())
        stamp.touch()

    def dependency(self, package: str, pattern: str) -> str:
        """The dependency of a meta package whose name matches."""
        self.update()
        listing = run(["apt-cache", "depends", "--important", package],
                      env=self.environment()).stdout
        found = re.findall(rf"^\s*Depends: ({pattern})$", listing, re.MULTILINE)
        if len(found) != 1:
            raise Failure(f"the package {package} has {len(found)} dependencies {pattern}, not one")
        return found[0]

    def download(self, package: str, folder: Path) -> Path:
        """Fetch one binary package; apt checks it against the signed lists."""
        self.update()
        folder.mkdir(parents=True, exist_ok=True)
        run(["apt-get", "download", "-qq", package], cwd=folder, env=self.environment())
        found = sorted(folder.glob(f"{package}_*.deb"))
        if not found:
            raise Failure(f"apt-get downloaded no file for the package {package}")
        return found[-1]

    def download_source(self, package: str, suite: str, folder: Path) -> None:
        self.update()
        folder.mkdir(parents=True, exist_ok=True)
        run(["apt-get", "source", "-qq", "--download-only", f"{package}/{suite}"], cwd=folder,
            env=self.environment())

    def install_command(self, packages: list[str]) -> list[str]:
        # --no-remove: a machine with conflicting packages is told so instead of being changed.
        return ["apt-get", "install", "-y", "--no-install-recommends", "--no-remove", *packages]


def running_release() -> View:
    """This release with its updates, and its backports, which apt takes only when asked."""
    entries = system_entries()
    archive = main_archive(entries)
    backports = Entry(archive.uri, [f"{RELEASE}-backports"], ["main"], archive.options)
    return View(RELEASE, [entry.deb822() for entry in [*entries, backports]])


def other_release(suite: str) -> View:
    """A newer release: only downloaded from, nothing of it is ever installed."""
    archive = main_archive(system_entries())
    entry = Entry(archive.uri, [suite], ["main"], archive.options)
    return View(suite, [entry.deb822("deb deb-src")])


def installed_versions(names: list[str]) -> dict[str, str]:
    """Package name -> version, for those of `names` that are fully installed."""
    listing = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev} ${Version}\n", *names],
        check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    versions = {}
    for line in listing.splitlines():
        words = line.split()
        if len(words) == 3 and words[1] == "ii":
            versions[words[0]] = words[2]
    return versions
