#!/usr/bin/env python3
"""Write an entry for each function that the archive exports, their names, and the linker's options.

usage: make_wraps.py NM ARCHIVE FOLDER
"""
import pathlib
import subprocess
import sys


def main():
    nm, archive, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    listing = subprocess.run([nm, "--defined-only", "--extern-only", "--format=posix", archive],
                             check=True, capture_output=True, text=True).stdout
    names = sorted({fields[0] for fields in map(str.split, listing.splitlines())
                    if len(fields) > 1 and fields[1] == "T" and fields[0].startswith("mnet_")
                    and not fields[0].startswith("mnet_i_")})
    lines = ["default rel", "extern meter_call", "section .text progbits alloc exec nowrite"]
    for number, name in enumerate(names):
        lines += [f"extern __real_{name}", f"global __wrap_{name}", f"__wrap_{name}:",
                  f"  lea rax, [__real_{name}]", f"  mov r11d, {number}", "  jmp meter_call"]
    lines.append("section .note.GNU-stack noalloc noexec nowrite progbits")
    (folder / "wraps.asm").write_text("\n".join(lines) + "\n", encoding="utf-8")
    strings = "".join(f'  "{name}",\n' for name in names)
    (folder / "names.h").write_text(f"static const char *const names[] = {{\n{strings}}};\n",
                                    encoding="utf-8")
    (folder / "wraps.options").write_text("".join(f"--wrap={name}\n" for name in names),
                                          encoding="utf-8")


main()
