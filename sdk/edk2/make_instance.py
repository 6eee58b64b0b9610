#!/usr/bin/env python3
"""Make an EDK II library instance out of an archive: its objects, and an .inf that lists them.

EDK II has no rule for archives that were made elsewhere, but it archives objects that an .inf names
as sources.
"""
import argparse
import pathlib
import shutil
import subprocess

INF = """\
## @file
# Instance of MorpheusNetLib out of {format} objects.
##
[Defines]
  INF_VERSION    = 0x0001001B
  BASE_NAME      = {name}
  FILE_GUID      = {guid}
  MODULE_TYPE    = UEFI_APPLICATION
  VERSION_STRING = 0.1
  LIBRARY_CLASS  = MorpheusNetLib|UEFI_APPLICATION UEFI_DRIVER DXE_DRIVER

[Packages]
  MdePkg/MdePkg.dec
  MorpheusNetPkg/MorpheusNetPkg.dec

[Sources.X64]
{sources}
"""
INSTANCES = {"elf": ("MorpheusNetLib", "9d4a3b53-5a43-4e0d-8a1c-3f1d0a6f7c02"),
             "coff": ("MorpheusNetLibCoff", "c4f0a6de-0d5e-4b59-8f4a-6a5a9b0e7d13")}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", choices=sorted(INSTANCES), required=True)
    parser.add_argument("--archive", type=pathlib.Path, required=True)
    parser.add_argument("--ar", default="ar")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="Library/MorpheusNetLib")
    options = parser.parse_args()

    folder = options.output / options.format
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run([options.ar, "x", options.archive.resolve()], cwd=folder, check=True)
    names = []
    for member in sorted(folder.glob("*.o")):
        # The build rules know compiled objects by this suffix, whatever the tool chain.
        renamed = member.with_suffix(".obj")
        member.rename(renamed)
        names.append(f"  {options.format}/{renamed.name}")
    name, guid = INSTANCES[options.format]
    text = INF.format(format=options.format.upper(), name=name, guid=guid,
                      sources="\n".join(names))
    (options.output / f"{name}.inf").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
