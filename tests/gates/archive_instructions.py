#!/usr/bin/env python3
"""No SIMD or x87 instruction outside permitted objects, by disassembly.

A client's handlers may not save vector registers, and firmware may not have enabled them.
"""
import re

from support.gate import archives, finish, run

# Members that are entered only after CPUID and the client's permission were asked.
PERMITTED = {"room_asm-cpu-sha256_ni.o"}

VECTOR = re.compile(r"%?[xyz]mm\d|%?mm[0-7]\b|%st\b|%?\bk[1-7]\b")
X87 = re.compile(r"^f(ld|st|add|sub|mul|div|com|ucom|ch|abs|sqrt|sin|cos|xch|ninit|init|wait|ild"
                 r"|ist|bld|bst|nst|rstor|nsave|save|free|inc|dec|nop|pat|pre|2xm|yl2)")
STATE = {"emms", "fxsave", "fxrstor", "xsave", "xrstor", "ldmxcsr", "stmxcsr", "fxsave64",
         "fxrstor64", "vzeroupper", "vzeroall"}


def main():
    problems, instructions, permitted = [], 0, set()
    for flavour, archive in archives():
        member = ""
        for line in run("objdump", "-d", "--no-show-raw-insn", archive).splitlines():
            if line.endswith(("elf64-x86-64", "pe-x86-64")):
                member = line.split(":")[0]
                continue
            parts = line.split("\t")
            if len(parts) < 2 or not parts[0].strip().endswith(":"):
                continue
            instructions += 1
            code = parts[1].split("#")[0]
            mnemonic = code.split(" ")[0]
            if VECTOR.search(code) or X87.match(mnemonic) or mnemonic in STATE:
                if member in PERMITTED:
                    permitted.add(member)
                else:
                    problems.append(f"{flavour}: {member}: {code.strip()}")
    problems += [f"{name} is permitted SIMD and has none" for name in PERMITTED - permitted]
    finish(problems, f"{instructions} instructions, SIMD in {', '.join(sorted(permitted))} only")


main()
