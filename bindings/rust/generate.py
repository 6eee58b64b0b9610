#!/usr/bin/env python3
"""Write the Rust declarations of the public C headers.

clang parses the headers; this script only translates what it says: types, constants, functions
and their comments. `generate.py` writes the files, `generate.py --check` says which are outdated.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parent.parent / "include"
CRATE = HERE / "morpheusnet-sys"
OUTPUTS = {"bindings": CRATE / "src" / "bindings.rs", "layout": CRATE / "tests" / "layout.rs"}

# With this target the convention of the API is the default one and stays out of the type names.
TARGET = "x86_64-unknown-windows"
SCALARS = {
    "char": "c_char", "void": "c_void", "int": "i32", "size_t": "usize", "uintptr_t": "usize",
    "uint8_t": "u8", "uint16_t": "u16", "uint32_t": "u32", "uint64_t": "u64",
    "int8_t": "i8", "int16_t": "i16", "int32_t": "i32", "int64_t": "i64",
}
KEYWORDS = {"type", "match", "ref", "move", "loop", "fn", "in", "use", "mod", "impl", "where"}
BANNER = """\
// Translated from include/morpheusnet by bindings/rust/generate.py; not to be edited.
"""


# -- types -------------------------------------------------------------------------------------


def identifier(name: str) -> str:
    return f"r#{name}" if name in KEYWORDS else name


def split_arguments(text: str) -> list[str]:
    """The arguments of a C function type, cut at its outermost commas."""
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    parts = [part.strip() for part in parts]
    return [] if parts in ([""], ["void"]) else parts


def rust_type(c_type: str) -> str:
    """The Rust spelling of a type as clang prints it."""
    c_type = c_type.strip()
    array = re.fullmatch(r"(.*?)\s*((?:\[\d+\])+)", c_type)
    if array and "(*" not in c_type:
        result = rust_type(array[1])
        for count in reversed(re.findall(r"\d+", array[2])):
            result = f"[{result}; {count}]"
        return result
    function = re.fullmatch(r"(.*?)\s*\(\*\)\((.*)\)", c_type)
    if function:
        arguments = ", ".join(rust_type(part) for part in split_arguments(function[2]))
        return f'Option<unsafe extern "efiapi" fn({arguments}){returned(function[1])}>'
    pointer = re.fullmatch(r"(.*?)\s*\*\s*(const)?", c_type)
    if pointer:
        target = pointer[1].strip()
        constant = re.fullmatch(r"const\s+([^*]*)|(.*\*)\s*const", target)
        inner = (constant[1] or constant[2]) if constant else target
        return f"*{'const' if constant else 'mut'} {rust_type(inner)}"
    name = re.sub(r"^(const|struct|enum) ", "", c_type)
    if name in SCALARS:
        return SCALARS[name]
    if name.startswith("mnet_"):
        return name
    raise SystemExit(f"generate.py: the type `{c_type}` has no translation")


def returned(c_type: str) -> str:
    return "" if c_type.strip() == "void" else f" -> {rust_type(c_type)}"


# -- comments ----------------------------------------------------------------------------------


def plain(node: dict) -> str:
    """The text of a comment's node, its lines joined with their indentation dropped."""
    kind = node["kind"]
    if kind == "TextComment":
        return node["text"].strip() + "\n"
    if kind == "InlineCommandComment":
        return "`" + " ".join(node.get("args", [])) + "` "
    if kind == "HTMLStartTagComment":
        return ""
    return "".join(plain(child) for child in node.get("inner", []))


def markdown(text: str) -> str:
    """Doxygen's references as rustdoc's, on one line."""
    text = " ".join(text.split())
    text = re.sub(r"::((?:mnet|MNET)_\w+)", r"[`\1`]", text)
    text = re.sub(r"(?<![`\w:\[])(mnet_\w+)::(\w+)", r"[`\1`]`::\2`", text)
    text = re.sub(r"(?<![`\w\[])(mnet_\w+)\(\)", r"[`\1`]", text)
    text = re.sub(r"(?<![`\w\[])(MNET_[A-Z0-9_]+)(?![\w`])", r"[`\1`]", text)
    # A range or an index is not a link.
    text = re.sub(r"\[(?!`)", r"\\[", text)
    return re.sub(r"<(?=\w)", r"\\<", text)


def verbatim(node: dict) -> list[str]:
    lines = [line.get("text", "") for line in node.get("inner", [])]
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return ["```text", *(line[indent:].rstrip() for line in lines), "```"]


def documentation(node: dict) -> list[str]:
    """The lines of a declaration's comment."""
    comment = next((child for child in node.get("inner", []) if child["kind"] == "FullComment"),
                   None)
    paragraphs: list[list[str]] = []
    lists: dict[str, list[str]] = {"Arguments": [], "Results": []}
    for part in comment.get("inner", []) if comment else []:
        text = markdown(plain(part))
        if part["kind"] == "ParamCommandComment":
            lists["Arguments"].append(f"* `{part['param']}` ({part['direction']}): {text}")
        elif part["kind"] == "VerbatimBlockComment":
            paragraphs.append(verbatim(part))
        elif part["kind"] == "BlockCommandComment" and part["name"] == "retval":
            lists["Results"].append("* " + re.sub(r"^((?:\[`\w+`\](?:, )?)+)", r"\1 -", text))
        elif part["kind"] == "BlockCommandComment" and part["name"] in ("return", "returns"):
            lists["Results"].append(text)
        elif part["kind"] == "BlockCommandComment" and part["name"] == "par":
            title, _, rest = text.partition(" ")
            paragraphs.append([f"**{title}:** {rest}"])
        elif part["kind"] == "BlockCommandComment" and part["name"] in ("see", "sa"):
            paragraphs.append([f"See {text}"])
        elif text:
            paragraphs.append([text])
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*paragraph, ""]
    for title, entries in lists.items():
        if entries:
            lines += [f"# {title}", *entries, ""]
    return lines[:-1]


def doc_comment(lines: list[str], indent: str = "") -> list[str]:
    return [f"{indent}/// {line}".rstrip() for line in lines]


# -- declarations ------------------------------------------------------------------------------


@dataclass
class Header:
    """What the headers declare, in their order."""

    records: dict[str, dict] = field(default_factory=dict)
    opaque: dict[str, list[str]] = field(default_factory=dict)  # name -> documentation
    enums: dict[str, dict] = field(default_factory=dict)
    aliases: dict[str, dict] = field(default_factory=dict)
    functions: dict[str, dict] = field(default_factory=dict)
    macros: dict[str, tuple[str, list[str]]] = field(default_factory=dict)


def public_headers() -> list[Path]:
    """Every header but the one with macros for bare names, which would rename fields as well."""
    return sorted(path for path in (INCLUDE / "morpheusnet").glob("*.h")
                  if path.name != "short_names.h")


def clang(*words: str) -> str:
    source = "".join(f"#include <morpheusnet/{path.name}>\n" for path in public_headers())
    done = subprocess.run(
        ["clang", f"--target={TARGET}", "-x", "c", "-std=c17", "-ffreestanding",
         f"-I{INCLUDE}", *words, "-"], input=source, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise SystemExit(f"generate.py: the headers do not compile\n{done.stderr}")
    return done.stdout


def read_declarations(header: Header) -> None:
    tree = json.loads(clang("-fsyntax-only", "-Xclang", "-ast-dump=json"))
    records = {}
    for node in tree["inner"]:
        name = node.get("name", "")
        if not name.startswith(("mnet_", "MNET_")):
            continue
        if node["kind"] == "RecordDecl":
            records[name] = node if node.get("completeDefinition") else records.get(name)
            if node.get("completeDefinition"):
                header.records[name] = node
        elif node["kind"] == "EnumDecl":
            header.enums[name] = node
        elif node["kind"] == "FunctionDecl" and node.get("storageClass") != "static":
            header.functions[name] = node
        elif node["kind"] == "TypedefDecl":
            if name not in records:
                header.aliases[name] = node
            elif records[name] is None:
                header.opaque[name] = documentation(node)
    for name in header.records:
        header.opaque.pop(name, None)


def macro_comments() -> dict[str, list[str]]:
    """The comment above each `#define`."""
    found = {}
    for path in public_headers():
        for match in re.finditer(r"/\*\*((?:(?!\*/).)*)\*/\s*\n#define (MNET_\w+)",
                                 path.read_text(encoding="utf-8"), re.DOTALL):
            text = re.sub(r"\n\s*\*", "\n", match[1])
            found[match[2]] = [markdown(text)]
    return found


def read_macros(header: Header) -> None:
    comments = macro_comments()
    bodies = dict(re.findall(r"^#define (MNET_\w+) (.+)$", clang("-E", "-dM"), re.MULTILINE))
    constants = {name: re.sub(r"\b(\d+|0[xX][0-9a-fA-F]+)[uUlL]+\b", r"\1", body)
                 for name, body in bodies.items()}
    for name in sorted(constants):
        value = constants[name].strip()
        names = re.findall(r"[A-Za-z_]\w*", re.sub(r"0[xX][0-9a-fA-F]+", "0", value))
        if re.fullmatch(r"[\w\s()*+<>|-]+", value) and all(other in constants for other in names):
            header.macros[name] = (re.sub(r"^\((.*)\)$", r"\1", value), comments.get(name, []))


def read_headers() -> Header:
    header = Header()
    read_declarations(header)
    read_macros(header)
    return header


# -- bindings.rs -------------------------------------------------------------------------------


def children(node: dict, kind: str) -> list[dict]:
    return [child for child in node.get("inner", []) if child["kind"] == kind]


def constant_value(node: dict) -> int | None:
    """What clang computed for a constant; the expression may lie below conversions."""
    if node["kind"] == "ConstantExpr":
        return int(node["value"])
    found = (constant_value(child) for child in node.get("inner", []))
    return next((value for value in found if value is not None), None)


def enum_values(node: dict) -> list[tuple[str, int, list[str]]]:
    values, following = [], 0
    for constant in children(node, "EnumConstantDecl"):
        value = constant_value(constant)
        value = following if value is None else value
        following = value + 1
        comment = documentation(constant) or trailing_comment(constant["name"])
        values.append((constant["name"], value, comment))
    return values


def trailing_comment(name: str) -> list[str]:
    """Of a constant whose value is on a line of its own, where clang sees no connection."""
    for path in public_headers():
        found = re.search(rf"\b{name}\s*=\s*[^/,]*,?\s*/\*\*<((?:(?!\*/).)*)\*/",
                          path.read_text(encoding="utf-8"), re.DOTALL)
        if found:
            return [markdown(found[1])]
    return []


def write_enum(name: str, node: dict) -> list[str]:
    values = enum_values(node)
    kind = "i32" if any(value < 0 for _, value, _ in values) else "u32"
    lines = [*doc_comment(documentation(node)), f"pub type {name} = {kind};"]
    for constant, value, comment in values:
        lines += [*doc_comment(comment), f"pub const {constant}: {name} = {value};"]
    return [*lines, ""]


def write_record(name: str, node: dict) -> list[str]:
    fields = children(node, "FieldDecl")
    lines = [*doc_comment(documentation(node)), "#[repr(C)]", "#[derive(Clone, Copy, Debug)]",
             f"pub struct {name} {{"]
    for member in fields:
        lines += [*doc_comment(documentation(member), "    "),
                  f"    pub {identifier(member['name'])}: "
                  f"{rust_type(member['type']['qualType'])},"]
    lines += ["}", "", f"impl {name} {{",
              "    /// All zero: every pointer NULL, every function absent, every number 0.",
              "    // SAFETY: zero is a value of every field: integers, raw pointers, optional",
              "    // functions, and arrays and structs of these.",
              "    pub const ZERO: Self = unsafe { core::mem::zeroed() };"]
    if fields and fields[0]["name"] == "size" and fields[0]["type"]["qualType"] == "uint32_t":
        lines += ["", "    /// All zero but `size`, which tells the library this struct's version.",
                  "    pub const fn sized() -> Self {",
                  "        let mut new = Self::ZERO;",
                  "        new.size = core::mem::size_of::<Self>() as u32;",
                  "        new", "    }"]
    return [*lines, "}", ""]


def write_opaque(name: str, comment: list[str]) -> list[str]:
    return [*doc_comment(comment), "#[repr(C)]", f"pub struct {name} {{", "    _opaque: [u8; 0],",
            "    _neither_send_nor_sync: PhantomData<(*mut u8, PhantomPinned)>,", "}", ""]


def write_function(name: str, node: dict) -> list[str]:
    result = re.match(r"(.*?)\s*\(", node["type"]["qualType"])[1]
    arguments = ", ".join(
        f"{identifier(argument.get('name', f'argument{index}'))}: "
        f"{parameter_type(argument['type']['qualType'])}"
        for index, argument in enumerate(children(node, "ParmVarDecl")))
    return [*doc_comment(documentation(node), "    "),
            f"    pub fn {name}({arguments}){function_result(node, result)};"]


def function_result(node: dict, result: str) -> str:
    """Of a function whose result is itself plain; a pointer's star is part of `result`."""
    text = node["type"]["qualType"]
    whole = text[:text.index("(")] if "(*" not in text.split("(", 1)[0] else result
    return returned(whole)


def parameter_type(c_type: str) -> str:
    """An array as a parameter is a pointer."""
    array = re.fullmatch(r"(.*?)\s*\[\d*\]", c_type)
    return rust_type(f"{array[1]} *" if array else c_type)


def write_bindings(header: Header) -> str:
    lines = [BANNER, "use core::ffi::{c_char, c_void};",
             "use core::marker::{PhantomData, PhantomPinned};", ""]
    for name, (value, comment) in header.macros.items():
        lines += [*doc_comment(comment), f"pub const {name}: u32 = {value};"]
    lines.append("")
    for name, node in header.enums.items():
        lines += write_enum(name, node)
    for name, node in header.aliases.items():
        lines += [*doc_comment(documentation(node)),
                  f"pub type {name} = {rust_type(node['type']['qualType'])};", ""]
    for name, comment in header.opaque.items():
        lines += write_opaque(name, comment)
    for name, node in header.records.items():
        lines += write_record(name, node)
    lines.append('unsafe extern "efiapi" {')
    for name, node in header.functions.items():
        lines += [*write_function(name, node), ""]
    return "\n".join([*lines[:-1], "}", ""])


# -- layout.rs ---------------------------------------------------------------------------------

LAYOUT = """
//! Prints the layout of every struct and the value of every constant as the Rust compiler has
//! them, one fact a line, for tests/gates/rust_layout.py, which lets C compilers confirm them.

use core::mem::{align_of, offset_of, size_of};
use morpheusnet_sys::*;

/// One line: `sizeof NAME VALUE` and the like.
fn fact(kind: &str, name: &str, value: i128) {
    println!("{kind} {name} {value}");
}

#[test]
fn print_layout() {
"""


def write_layout(header: Header) -> str:
    lines = [BANNER.rstrip() + LAYOUT.rstrip("\n")]
    for name, node in header.records.items():
        lines += [f'    fact("sizeof", "{name}", size_of::<{name}>() as i128);',
                  f'    fact("alignof", "{name}", align_of::<{name}>() as i128);']
        for member in children(node, "FieldDecl"):
            fact_name = f"{name}.{member['name']}"
            place = f"{name}, {identifier(member['name'])}"
            lines += [f'    fact("offsetof", "{fact_name}", offset_of!({place}) as i128);',
                      f'    fact("fieldsize", "{fact_name}", '
                      f"size_of_field(|s: &{name}| &s.{identifier(member['name'])}) as i128);"]
    for node in header.enums.values():
        for name, _, _ in enum_values(node):
            lines.append(f'    fact("constant", "{name}", {name} as i128);')
    for name in header.macros:
        lines.append(f'    fact("constant", "{name}", {name} as i128);')
    lines += ["}", "", "/// Size of a field, of whose type the function is all that is known.",
              "fn size_of_field<S, F>(_: fn(&S) -> &F) -> usize {", "    size_of::<F>()", "}", ""]
    return "\n".join(lines)


def rustfmt(text: str) -> str:
    done = subprocess.run(["rustfmt", "--edition", "2024", "--config-path", str(HERE)],
                          input=text, text=True, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise SystemExit(f"generate.py: rustfmt: {done.stderr}")
    return done.stdout


def generate() -> dict[str, str]:
    header = read_headers()
    return {"bindings": rustfmt(write_bindings(header)), "layout": rustfmt(write_layout(header))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args().check
    outdated = []
    for name, text in generate().items():
        path = OUTPUTS[name]
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        outdated.append(str(path.relative_to(HERE.parent.parent)))
        if not check:
            path.write_text(text, encoding="utf-8")
    for name in outdated:
        print(f"{name} {'is outdated: run bindings/rust/generate.py' if check else 'written'}")
    return 1 if check and outdated else 0


if __name__ == "__main__":
    sys.exit(main())
