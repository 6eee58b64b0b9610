#!/usr/bin/env python3
"""The binary interface is the reviewed one: tests/abi/morpheusnet.abi, recorded in docs/abi.md.

With --update, writes the file anew; the row in docs/abi.md is for a person to write."""
import difflib
import hashlib
import re
import sys

from support import abi
from support.gate import ROOT, archives, fail, finish, run

RECORD = ROOT / "tests" / "abi" / "morpheusnet.abi"
HISTORY = ROOT / "docs" / "abi.md"

# Changes that break or extend the interface, each of which this gate must notice.
MUTATIONS = [
    ("a field moves", "nic.h",
     "  void *cpu;       /**< Where the CPU sees it; 4096-byte aligned. */\n"
     "  uint64_t bus;    /**< Where devices see it; 4096-byte aligned. */\n",
     "  uint64_t bus;\n  void *cpu;\n"),
    ("a field widens", "base.h", "typedef int32_t mnet_status;", "typedef int64_t mnet_status;"),
    ("a field's type changes", "udp.h", "  uint16_t local_port;  ", "  int16_t local_port;  "),
    ("a struct grows", "platform.h", "  uint8_t reserved[3]; /**< Zero. */\n} mnet_pci_address;",
     "  uint8_t reserved[5];\n} mnet_pci_address;"),
    ("a code changes", "base.h", "MNET_E_BUSY = -4,", "MNET_E_BUSY = -400,"),
    ("a code disappears", "base.h", "  MNET_E_SINK = -55,\n", ""),
    ("a limit changes", "dns.h",
     "#define MNET_DNS_NAME_MAX 253u", "#define MNET_DNS_NAME_MAX 254u"),
    ("a parameter changes", "nic.h", "mnet_nic_step(mnet_nic *nic, uint64_t now);",
     "mnet_nic_step(mnet_nic *nic, uint32_t now);"),
    ("a function disappears", "dns.h", "MNET_API size_t mnet_dns_size(void);", ""),
    ("a function is added", "dns.h", "MNET_API size_t mnet_dns_size(void);",
     "MNET_API size_t mnet_dns_size(void);\nMNET_API size_t mnet_dns_more(void);"),
    ("a callback changes", "http.h", "typedef int64_t(MNET_API *mnet_http_sink)",
     "typedef int32_t(MNET_API *mnet_http_sink)"),
    ("a convention is forgotten", "dns.h", "MNET_API size_t mnet_dns_size(void);",
     "size_t mnet_dns_size(void);"),
    ("a callback's convention is forgotten", "http.h", "typedef int64_t(MNET_API *mnet_http_sink)",
     "typedef int64_t(*mnet_http_sink)"),
]


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def undetected(text):
    """The gate broken on purpose: mutations that look like the unchanged interface."""
    for what, header, old, new in MUTATIONS:
        changed, problems = abi.mutate(ROOT / "include", header, old, new)
        if changed == text and not problems:
            yield f"the gate does not notice that {what}"


def differences(text):
    recorded = RECORD.read_text(encoding="utf-8") if RECORD.exists() else ""
    if text != recorded:
        yield "the interface differs from tests/abi/morpheusnet.abi:"
        yield from [line for line in difflib.unified_diff(
            recorded.splitlines(), text.splitlines(), "recorded", "headers", "", "", 1)][2:30]
        yield "if that is meant: python3 tests/gates/abi.py --update, and a row in docs/abi.md"
    rows = re.findall(r"^\| (\d+) \| `([0-9a-f]{12})` \| \S.* \|$",
                      HISTORY.read_text(encoding="utf-8"), re.MULTILINE)
    if [int(number) for number, _ in rows] != list(range(1, len(rows) + 1)):
        yield "docs/abi.md: the revisions are not numbered 1, 2, 3, …"
    if not rows or rows[-1][1] != digest(text):
        yield f"docs/abi.md: its last row is not of `{digest(text)}`: say what changed"


def export_problems(functions):
    """What the archives export is what the headers declare."""
    for flavour, archive in archives():
        listing = run("nm", "--format=posix", "--defined-only", "--extern-only", archive)
        exported = {line.split()[0] for line in listing.splitlines()
                    if line.startswith("mnet_") and not line.startswith("mnet_i_")}
        yield from [f"{flavour}: {name} is declared and not exported"
                    for name in sorted(functions - exported)]
        yield from [f"{flavour}: {name} is exported and in no header"
                    for name in sorted(exported - functions)]


def short_name_problems(functions):
    """The header of bare names has one for every function, but for those of base.h."""
    text = (ROOT / "include/morpheusnet/short_names.h").read_text(encoding="utf-8")
    names = re.findall(r"^#define (\w+) +(mnet_\w+)$", text, re.MULTILINE)
    base = (ROOT / "include/morpheusnet/base.h").read_text(encoding="utf-8")
    wanted = {name for name in functions if f" {name}(" not in base and f"*{name}(" not in base}
    yield from [f"short_names.h: {short} for {name}" for short, name in names
                if f"mnet_{short}" != name]
    yield from [f"short_names.h lacks {name}" for name in sorted(wanted - {n for _, n in names})]
    yield from [f"short_names.h names {name}, which is none" for name in
                sorted({n for _, n in names} - wanted)]


def main():
    try:
        text, problems, interface = abi.describe(ROOT / "include")
    except (ValueError, FileNotFoundError) as mistake:
        fail([str(mistake)])
    if "--update" in sys.argv[1:]:
        RECORD.write_text(text, encoding="utf-8")
        finish(problems, f"wrote {RECORD.relative_to(ROOT)}, digest {digest(text)}")
    problems += differences(text)
    problems += export_problems(set(interface.functions))
    problems += short_name_problems(set(interface.functions))
    problems += undetected(text)
    finish(problems, f"{len(interface.functions)} functions, {len(interface.structs)} structs, "
                     f"{len(MUTATIONS)} mutations noticed")


main()
