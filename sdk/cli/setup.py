"""`./mnet setup`: everything that building and testing needs, once, repeatably."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from sdk.cli import apt, packages
from sdk.cli.common import Failure, deps, note, run, say

HELP = """\
Install the packages and fetch the sources that building and testing need. Does nothing, quickly,
when everything is there. Only installing packages needs root; the system's package sources are
read and never changed. What is fetched goes to .deps in the checkout."""

EPILOG = """\
Environment, for other distributions and for versions of your own:
  MNET_DEPS         the folder for what is fetched, instead of .deps
  MNET_LWIP_DIR     a source tree of lwIP 2.2.1
  MNET_MBEDTLS_DIR  a source tree of mbedTLS 3.6
  MNET_LLHTTP_DIR   a tree of llhttp 9 with the generated C (its releases', not its repository's)
  MNET_OVMF         OVMF_CODE.fd of the default firmware, with its VARS image beside it
  MNET_QEMU         the program qemu-system-x86_64, version 10 or newer
  MNET_NGINX        the program nginx
  MNET_PYTHON       the Python interpreter that ./mnet itself runs on"""

QEMU_MINIMUM = (10, 0)
SEARCH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def program(name: str) -> str | None:
    """Where a program is; the folders of administrators count, whoever asks."""
    return shutil.which(name, path=SEARCH)


def is_present(package: packages.Package) -> bool:
    if package.proof.startswith("/"):
        return Path(package.proof).exists()
    return program(package.proof) is not None


def tree(source: packages.Source) -> Path:
    """The source tree to build from: the user's, or the fetched one."""
    given = os.environ.get(source.override)
    return Path(given).resolve() if given else deps() / source.name


def qemu() -> str:
    return os.environ.get("MNET_QEMU") or program("qemu-system-x86_64") or "qemu-system-x86_64"


def nginx() -> str:
    fetched = deps() / "nginx" / "nginx"
    return os.environ.get("MNET_NGINX") or (str(fetched) if fetched.exists() else "nginx")


def ovmf(release: str = packages.OVMF_DEFAULT) -> Path:
    """The firmware's CODE image; MNET_OVMF stands in for the default release."""
    given = os.environ.get("MNET_OVMF")
    if given and release == packages.OVMF_DEFAULT:
        return Path(given).resolve()
    return deps() / "ovmf" / release / "OVMF_CODE.fd"


def on_debian() -> bool:
    """Whether the package archive of the one release that the lists are written for is at hand."""
    if not apt.available():
        return False
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return False
    return f"VERSION_CODENAME={apt.RELEASE}" in text


def fingerprint() -> str:
    """Changes when the lists, the pins, or the paths that the user gave change."""
    text = Path(packages.__file__).read_bytes()
    given = [os.environ.get(source.override, "") for source in packages.SOURCES]
    given += [os.environ.get(name, "") for name in ("MNET_OVMF", "MNET_QEMU", "MNET_NGINX")]
    return hashlib.sha256(text + repr(given).encode()).hexdigest()


def wanted_files(group: tuple[packages.Unpacked, ...]) -> list[packages.Unpacked]:
    """Those of the group of which a file is still missing and no path was given."""
    missing = []
    for item in group:
        if item.name == "nginx" and (os.environ.get("MNET_NGINX")
                                     or not on_debian() and program("nginx")):
            continue
        if item.name == "ovmf" and item.version == packages.OVMF_DEFAULT \
                and os.environ.get("MNET_OVMF"):
            continue
        if not all((deps() / target).exists() for _, target in item.files):
            missing.append(item)
    return missing


def is_complete() -> bool:
    """A cheap look, a few milliseconds: is the last set-up still what is wanted and still there?"""
    stamp = deps() / "stamp"
    try:
        if stamp.read_text(encoding="utf-8") != fingerprint():
            return False
    except OSError:
        return False
    return (not wanted_files(packages.UNPACKED)
            and all((tree(source) / source.proof).exists() for source in packages.SOURCES)
            and all(is_present(package) or overridden(package) for package in packages.PACKAGES))


def overridden(package: packages.Package) -> bool:
    """A QEMU of the user's own makes the packaged one unnecessary."""
    return package.suite == "backports" and bool(os.environ.get("MNET_QEMU"))


@contextlib.contextmanager
def locked():
    """Two set-ups side by side: the second waits, then finds the work done."""
    deps().mkdir(parents=True, exist_ok=True)
    with open(deps() / "lock", "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note("another set-up is running in this checkout; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def missing_packages() -> list[packages.Package]:
    wanted = [package for package in packages.PACKAGES if not overridden(package)]
    versions = apt.installed_versions([package.name for package in wanted])
    missing = []
    for package in wanted:
        version = versions.get(package.name)
        if version is None or (package.name.startswith("qemu-") and not _recent(version)):
            missing.append(package)
    # The parts of QEMU come from one release; a mixture cannot be installed.
    if any(package.suite for package in missing):
        missing = [package for package in wanted if package in missing or package.suite]
    return missing


def _recent(version: str) -> bool:
    number = version.split(":")[-1].split(".")
    return number[0].isdigit() and int(number[0]) >= QEMU_MINIMUM[0]


def install_packages() -> None:
    missing = missing_packages()
    if not missing:
        return
    view = apt.running_release()
    names = [f"{package.name}/{apt.RELEASE}-{package.suite}" if package.suite else package.name
             for package in missing]
    command = view.install_command(names)
    if os.geteuid() != 0:
        view.update()
        raise Failure(
            "these packages are missing, and installing needs root:\n"
            + "\n".join(f"  {package.name:28} {package.why}" for package in missing)
            + f"\nRun `sudo ./mnet setup`, or this line, then try again:\n"
              f"  sudo APT_CONFIG={view.config} {' '.join(command)}")
    say("installing from this system's package archive:")
    for package, name in zip(missing, names):
        say(f"  {name:44} {package.why}")
    view.update()
    run(command, env=view.environment())
    shutil.rmtree(view.folder / "cache" / "archives", ignore_errors=True)


def fetch_source(source: packages.Source) -> None:
    if (tree(source) / source.proof).exists():
        return
    if os.environ.get(source.override):
        raise Failure(f"{source.override}={os.environ[source.override]} is no {source.name} source "
                      f"tree: it has no {source.proof}")
    say(f"fetching the source of {source.name} {source.version}")
    with tempfile.TemporaryDirectory(dir=deps(), prefix=".fetch-") as scratch:
        apt.other_release(source.suite).download_source(source.package or source.name,
                                                        source.suite, Path(scratch))
        tarball = Path(scratch) / source.tarball
        if not tarball.exists():
            found = ", ".join(path.name for path in Path(scratch).glob("*.orig.*")) or "nothing"
            raise Failure(
                f"the archive no longer carries {source.tarball} (it has: {found}). Give a tree of "
                f"{source.name} {source.version} in {source.override}, or update the pin in "
                "sdk/cli/packages.py after reviewing the new release.")
        digest = hashlib.sha256(tarball.read_bytes()).hexdigest()
        if digest != source.sha256:
            raise Failure(f"{source.tarball} is not the release that was reviewed:\n"
                          f"  SHA-256 expected {source.sha256}\n  SHA-256 found    {digest}")
        unpacked = Path(scratch) / "tree"
        with tarfile.open(tarball) as archive:
            # Its digest is pinned: the content is known.
            archive.extractall(unpacked, members=[
                member for member in archive if not source.subtree
                or f"/{member.name}/".find(f"/{source.subtree}/") >= 0])
        tops = list(unpacked.iterdir())
        top = (tops[0] if len(tops) == 1 else unpacked) / source.subtree
        if not (top / source.proof).exists():
            raise Failure(f"{source.tarball} has no {source.proof}: not the expected layout")
        target = deps() / source.name
        shutil.rmtree(target, ignore_errors=True)
        top.rename(target)


def fetch_files(group: tuple[packages.Unpacked, ...]) -> None:
    for item in wanted_files(group):
        release = f" of {item.suite}" if item.suite else ""
        say(" ".join(f"fetching {item.name} {item.version}{release}".split()))
        view = apt.other_release(item.suite) if item.suite else apt.running_release()
        with tempfile.TemporaryDirectory(dir=deps(), prefix=".fetch-") as scratch:
            name = view.dependency(item.name, item.carrier) if item.carrier else item.name
            package = view.download(name, Path(scratch))
            version = package.name.split("_")[1]
            if not version.startswith(item.version):
                raise Failure(f"the archive now carries {item.name} {version}, not {item.version}")
            run(["dpkg-deb", "-x", str(package), f"{scratch}/files"])
            for inside, target in item.files:
                found = list(Path(scratch, "files").glob(inside))
                if len(found) != 1:
                    raise Failure(f"{package.name} has {len(found)} files {inside}, not one")
                place = deps() / target
                place.parent.mkdir(parents=True, exist_ok=True)
                partial = place.with_name(place.name + ".partial")
                shutil.copyfile(found[0], partial)
                partial.chmod(0o755 if "bin/" in inside else 0o644)
                partial.rename(place)


def fetch_extra(group: tuple[packages.Unpacked, ...]) -> None:
    """What only a demo or a benchmark needs, at its first use."""
    if not wanted_files(group):
        return
    if not on_debian():
        names = ", ".join(target for item in group for _, target in item.files)
        raise Failure(f"not on Debian {apt.RELEASE}: put these files into {deps()}: {names}")
    with locked():
        fetch_files(group)


def advise_other_system() -> None:
    """Another distribution: name what is missing, install nothing."""
    missing = [package for package in packages.PACKAGES
               if not overridden(package) and not package.proof.startswith("/usr/share/doc")
               and not is_present(package)]
    lines = [f"  {package.name:28} {package.why} ({package.proof})" for package in missing]
    for source in packages.SOURCES:
        if not (tree(source) / source.proof).exists():
            lines.append(f"  {source.name} {source.version} source: unpack it (SHA-256 of "
                         f"{source.tarball}: {source.sha256}) and set {source.override}")
    for item in wanted_files(packages.UNPACKED):
        if item.name == "nginx":
            lines.append("  nginx: install it and set MNET_NGINX to the program")
        elif item.version == packages.OVMF_DEFAULT:
            lines.append("  OVMF 2025.02 or newer: set MNET_OVMF to OVMF_CODE.fd (VARS beside it)")
    if lines:
        raise Failure(f"this system is not Debian {apt.RELEASE}, so nothing is installed for you. "
                      "Missing, by Debian's package names:\n" + "\n".join(lines))


def ensure() -> None:
    """Make the machine ready; every command starts here."""
    if is_complete():
        return
    if not on_debian():
        advise_other_system()
        return
    with locked():
        if is_complete():
            return
        install_packages()
        for source in packages.SOURCES:
            fetch_source(source)
        fetch_files(packages.UNPACKED)
        (deps() / "stamp").write_text(fingerprint(), encoding="utf-8")
        if not is_complete():
            absent = [package.proof for package in packages.PACKAGES
                      if not overridden(package) and not is_present(package)]
            raise Failure("installed, and yet these are not where they are expected: "
                          + ", ".join(absent))


def add_arguments(parser) -> None:
    parser.add_argument("--all", action="store_true",
                        help="also fetch what only the demo and the benchmark use")
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")


def main(arguments) -> int:
    ensure()
    if arguments.all:
        fetch_extra(packages.CONTENT)
        fetch_extra(packages.IPXE)
        fetch_extra(packages.LINUX)
    if not arguments.quiet:
        sources = ", ".join(f"{source.name} {source.version}" for source in packages.SOURCES)
        say(f"set up: tools, {sources}, OVMF {' and '.join(packages.OVMF_RELEASES)}")
    return 0
