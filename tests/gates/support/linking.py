"""Programs for both object formats out of a C file and the archive, as clients link them."""
import re
import tempfile
from pathlib import Path

from support.gate import ROOT, run

COMMON = ["-std=c11", "-O2", "-ffreestanding", "-fno-builtin", "-mno-red-zone",
          "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-w",
          f"-I{ROOT / 'include'}"]
COMPILERS = {"elf": ["gcc", "-fPIE", "-fcf-protection=none"],
             "coff": ["clang", "--target=x86_64-unknown-windows", "-mno-stack-arg-probe"]}
# How the linkers' maps name a member of the archive that was linked.
MEMBER = {"elf": re.compile(r"libmorpheusnet\.a\(([^)]+)\)"),
          "coff": re.compile(r"libmorpheusnet:(\S+)")}


class Linked:
    """A linked program: its size and what of the archive it holds."""

    def __init__(self, flavour, image, link_map):
        text = link_map.read_text(encoding="utf-8", errors="replace")
        if flavour == "elf":  # what was discarded is listed before the memory map
            text = text[text.index("Linker script and memory map"):]
            text = "\n".join(line for line in text.splitlines() if not re.search(r" 0x0 /", line))
        self.members = set(MEMBER[flavour].findall(text))
        self.sections = {}
        for line in run("objdump", "-h", image).splitlines():
            fields = line.split()
            if len(fields) >= 3 and fields[0].isdigit():
                self.sections[fields[1]] = int(fields[2], 16)

    def bytes_of(self, *names):
        return sum(self.sections.get(name, 0) for name in names)


def compile_client(flavour, source, folder, *options):
    target = Path(folder) / f"{Path(source).stem}.o"
    run(*COMPILERS[flavour], *COMMON, *options, "-c", source, "-o", target)
    return target


def link_client(flavour, archive, source, *options):
    """Compile and link one program with what it uses of the archive."""
    with tempfile.TemporaryDirectory(prefix="mnet-link-") as folder:
        client = compile_client(flavour, source, folder, *options)
        image, link_map = Path(folder) / "image", Path(folder) / "map"
        if flavour == "elf":
            run("ld", "-nostdlib", "-pie", "--gc-sections", "-e", "efi_main", "-z", "noexecstack",
                f"-Map={link_map}", "-o", image, client, archive)
        else:
            run("lld-link", "/subsystem:efi_application", "/entry:efi_main", "/nodefaultlib",
                "/opt:ref", f"/map:{link_map}", f"/out:{image}", client, archive)
        return Linked(flavour, image, link_map)
