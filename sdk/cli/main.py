"""The entry point of ./mnet: finds the command and calls it."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from sdk.cli.common import EXIT_FAILED, EXIT_USAGE, Failure, Usage, note  # noqa: E402

OVERVIEW = """\
MorpheusNet: downloads after ExitBootServices().

  ./mnet demo      the whole thing, from nothing to a verified download in a virtual machine
  ./mnet test      build everything and run every test; `--full` adds the long ones
  ./mnet run       boot the sample downloader in QEMU with a URL or a configuration of yours
  ./mnet build     build the library and the sample
  ./mnet package   lay out the library as others get it, and make a tarball
  ./mnet bench     compare with iPXE, Linux and EDK2 on a TAP network
  ./mnet setup     install and fetch what the above need (they call it themselves)
  ./mnet doctor    say what is missing or wrong on this machine, and how to mend it
  ./mnet clean     remove what was built

`./mnet COMMAND --help` explains a command.
"""

COMMANDS = ("setup", "doctor", "build", "package", "clean", "run", "demo", "test", "bench")


def parser_for(name: str) -> argparse.ArgumentParser:
    module = importlib.import_module("sdk.cli." + {"test": "suite"}.get(name, name))
    parser = argparse.ArgumentParser(
        prog=f"./mnet {name}", description=module.HELP, epilog=getattr(module, "EPILOG", None),
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    module.add_arguments(parser)
    parser.set_defaults(main=module.main, takes_extra=getattr(module, "TAKES_EXTRA", False))
    return parser


def failure_code(name: str) -> int:
    """Scripts that call `run` must not take a machine that never booted for a failed download."""
    return EXIT_USAGE if name == "run" else EXIT_FAILED


def main(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        if words[1:2] and words[1] in COMMANDS:
            parser_for(words[1]).print_help()
        else:
            print(OVERVIEW, end="")
        return 0 if words else EXIT_USAGE
    name = words[0]
    if name not in COMMANDS:
        note(f"there is no command `{name}`; the commands are: {', '.join(COMMANDS)}")
        return EXIT_USAGE
    # A polite end of every child process and temporary folder, whoever asks for it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(128 + signal.SIGHUP))
    try:
        parser = parser_for(name)
        words, extra = words[1:], []
        if parser.get_default("takes_extra") and "--" in words:
            cut = words.index("--")
            words, extra = words[:cut], words[cut + 1:]
        arguments = parser.parse_args(words)
        arguments.extra = extra
        return arguments.main(arguments)
    except Usage as mistake:
        note(f"{mistake}\nmnet: `./mnet {name} --help` explains the command")
        return EXIT_USAGE
    except Failure as failure:
        note(str(failure))
        return failure_code(name)
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain about it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:
        note(str(error))
        return failure_code(name)
    except KeyboardInterrupt:
        note("interrupted")
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
