#!/usr/bin/env python3
"""The sizing profiles' arenas suffice, and none is a quarter too large."""
import tempfile
from pathlib import Path

from support.gate import ROOT, archives, finish, run

PROFILES = ("TINY", "DEFAULT", "FAST")
ROWS = "\n".join(f'  show("{name}", MNET_PROFILE_{name}_DMA, MNET_PROFILE_{name}_ARENA);'
                 for name in PROFILES)
# The archive is freestanding; its size functions run anywhere.
PROGRAM = f"""
#include <stdio.h>
#include <morpheusnet/morpheusnet.h>
#include <morpheusnet/profiles.h>
static void show(const char *name, unsigned dma, unsigned arena) {{
  mnet_net_config config = {{.size = sizeof config, .nic_count = 1}};
  config.dma.length = dma;
  printf("%s %u %u %zu\\n", name, dma, arena, mnet_net_arena_size(&config));
}}
int main(void) {{
{ROWS}
  return 0;
}}
"""


def main():
    problems = []
    archive = dict(archives())["elf"]
    with tempfile.TemporaryDirectory(prefix="mnet-profiles-") as folder:
        source, program = Path(folder) / "main.c", Path(folder) / "main"
        source.write_text(PROGRAM, encoding="utf-8")
        run("gcc", "-std=c11", f"-I{ROOT / 'include'}", source, archive, "-o", program)
        lines = run(program).splitlines()
    for line in lines:
        name, dma, arena, needed = line.split()[0], *map(int, line.split()[1:])
        if not needed <= arena <= needed * 5 // 4:
            problems.append(f"MNET_PROFILE_{name}_ARENA is {arena}; {dma} bytes of DMA memory "
                            f"need {needed}")
    if len(lines) != len(PROFILES):
        problems.append(f"{len(lines)} profiles were looked at")
    finish(problems, "; ".join(lines))


main()
