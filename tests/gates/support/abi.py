"""The binary interface as text: what the public headers declare, and how compilers lay it out."""
import json
import pathlib
import re
import subprocess
import tempfile

HEADERS = ["morpheusnet/morpheusnet.h"]
# Numbers of the release, not of the interface.
NOT_INTERFACE = re.compile(r"MNET_(API|EXTERN_C_\w+|VERSION_\w+)$")
CONVENTION = "__attribute__((ms_abi))"
LAYOUT_COMPILERS = ["gcc", "x86_64-w64-mingw32-gcc-win32", "clang"]


class Interface:
    """The declarations of the headers in a folder."""

    def __init__(self, include):
        self.include = pathlib.Path(include)
        self.structs = {}    # name -> [(type, field)]
        self.enums = {}      # name -> [constant]
        self.types = {}      # typedef -> type
        self.functions = {}  # name -> type
        self.read_declarations()
        self.constants = self.read_constants()

    def source(self):
        return "".join(f"#include <{name}>\n" for name in HEADERS)

    def compile(self, compiler, *options, source=None):
        done = subprocess.run(
            [compiler, "-std=c99", "-ffreestanding", f"-I{self.include}", "-x", "c", *options, "-"],
            input=source or self.source(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ValueError(f"{compiler}: {done.stderr[:1000]}")
        return done.stdout

    def read_declarations(self):
        # Preprocessed first: types are then spelled with their attributes, not with macros.
        flat = self.compile("clang", "-E", "-P")
        tree = json.loads(self.compile("clang", "-fsyntax-only", "-Xclang", "-ast-dump=json",
                                       source=flat))
        for node in tree["inner"]:
            name = node.get("name", "")
            if not name.startswith("mnet_"):
                continue
            kind, inner = node["kind"], node.get("inner", [])
            if kind == "RecordDecl" and node.get("completeDefinition"):
                self.structs[name] = [(field["type"]["qualType"], field["name"])
                                      for field in inner if field["kind"] == "FieldDecl"]
            elif kind == "EnumDecl":
                self.enums[name] = [item["name"] for item in inner
                                    if item["kind"] == "EnumConstantDecl"]
            elif kind == "TypedefDecl":
                self.types[name] = node["type"]["qualType"]
            elif kind == "FunctionDecl":
                self.functions[name] = node["type"]["qualType"]

    def read_constants(self):
        macros = re.findall(r"^#define (MNET_[A-Z0-9_]+) \S", self.compile("clang", "-dM", "-E"),
                            re.MULTILINE)
        return sorted(name for name in macros if not NOT_INTERFACE.match(name))

    def values(self, compiler):
        """Every number of the interface, as one compiler computes it."""
        wanted = {f"constant {name}": name for name in self.constants}
        for constants in self.enums.values():
            wanted.update({f"constant {name}": name for name in constants})
        for struct, fields in self.structs.items():
            wanted[f"size {struct}"] = f"sizeof(struct {struct})"
            wanted[f"align {struct}"] = f"_Alignof(struct {struct})"
            for _, field in fields:
                wanted[f"offset {struct} {field}"] = f"offsetof(struct {struct}, {field})"
                wanted[f"bytes {struct} {field}"] = f"sizeof(((struct {struct} *)0)->{field})"
        probe = '__asm__ volatile("\\n@@{} %c0\\n" : : "i"((long long)({})));\n'
        probes = "".join(probe.format(*pair) for pair in wanted.items())
        options = ["-O1", "-S", "-o", "-"]
        if compiler == "clang":
            options.append("-fno-integrated-as")
        text = self.compile(compiler, *options,
                            source=f"{self.source()}void probe(void) {{\n{probes}}}\n")
        found = dict(re.findall(r"^@@(.+) (-?\d+)$", text, re.MULTILINE))
        if found.keys() != wanted.keys():
            raise ValueError(f"{compiler} answered {len(found)} of {len(wanted)} probes")
        return found

    def convention_problems(self):
        """Functions and callbacks that do not follow the one calling convention."""
        found = [f"{name} lacks MNET_API" for name, kind in self.functions.items()
                 if CONVENTION not in kind]
        found += [f"callback {name} lacks MNET_API" for name, kind in self.types.items()
                  if "(*)" in kind and CONVENTION not in kind]
        found += [f"{struct}::{field} lacks MNET_API" for struct, fields in self.structs.items()
                  for kind, field in fields if "(*)" in kind and CONVENTION not in kind]
        return found

    def text(self, values):
        """The interface in the form of tests/abi/morpheusnet.abi."""
        def plain(kind):
            return re.sub(r"\s*" + re.escape(CONVENTION), "", kind).replace("struct ", "")

        lines = [f"constant {name} {values[f'constant {name}']}" for name in self.constants]
        for enum, constants in sorted(self.enums.items()):
            lines += [f"enum {enum}"]
            lines += [f"  {values[f'constant {name}']} {name}" for name in constants]
        for struct, fields in sorted(self.structs.items()):
            lines += [f"struct {struct} size {values[f'size {struct}']} "
                      f"align {values[f'align {struct}']}"]
            lines += [f"  {values[f'offset {struct} {field}']} {values[f'bytes {struct} {field}']} "
                      f"{plain(kind)} {field}" for kind, field in fields]
        for name, kind in sorted(self.types.items()):
            if plain(kind) == name:
                lines += [] if name in self.structs else [f"opaque {name}"]
            else:
                lines += [f"type {name} {plain(kind)}"]
        lines += [f"function {name} {plain(kind)}" for name, kind in sorted(self.functions.items())]
        return "\n".join(lines) + "\n"


def describe(include, compilers=None):
    """The interface's text, and what is wrong with it."""
    interface = Interface(include)
    compilers = compilers or LAYOUT_COMPILERS
    by_compiler = {compiler: interface.values(compiler) for compiler in compilers}
    reference = by_compiler[compilers[0]]
    problems = interface.convention_problems()
    for compiler, values in by_compiler.items():
        problems += [f"{key} is {values[key]} with {compiler} and {reference[key]} with "
                     f"{compilers[0]}" for key in reference if values[key] != reference[key]]
    return interface.text(reference), problems, interface


def mutate(include, header, old, new):
    """Text and problems of the interface with one piece of one header replaced."""
    with tempfile.TemporaryDirectory(prefix="mnet-abi-") as folder:
        copy = pathlib.Path(folder) / "morpheusnet"
        copy.mkdir()
        for source in pathlib.Path(include, "morpheusnet").glob("*.h"):
            content = source.read_text(encoding="utf-8")
            if source.name == header:
                if content.count(old) != 1:
                    raise ValueError(f"{header} has {content.count(old)} times {old!r}")
                content = content.replace(old, new)
            (copy / source.name).write_text(content, encoding="utf-8")
        text, problems, _ = describe(folder, ["gcc"])
        return text, problems
