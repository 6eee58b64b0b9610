#!/usr/bin/env python3
"""The archives name no folder of the machine that built them, so that two builds are the same."""
import os

from support.gate import ROOT, archives, finish


def main():
    folders = {str(ROOT), os.environ.get("MNET_DEPS", ""), os.environ.get("MNET_LWIP_DIR", ""),
               os.environ.get("MNET_LLHTTP_DIR", "")} - {""}
    problems, found = [], archives()
    for flavour, archive in found:
        content = archive.read_bytes()
        problems += [f"{flavour}: {content.count(folder.encode())} times {folder}"
                     for folder in sorted(folders) if folder.encode() in content]
    finish(problems, f"{len(found)} archives, {len(folders)} folders looked for")


main()
