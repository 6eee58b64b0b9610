"""What MorpheusNet needs from the package archive, each with its reason, and the pins.

A change of anything in this file makes the next `./mnet setup` look at the machine again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    name: str
    proof: str  # a program on PATH, or an absolute file, that exists once it is installed
    why: str
    suite: str = ""  # "" = the running release; otherwise e.g. "backports"


@dataclass(frozen=True)
class Source:
    """An upstream source release, taken from the archive as its maintainers uploaded it."""

    name: str
    suite: str
    version: str
    tarball: str
    sha256: str
    proof: str  # a file inside the unpacked tree
    override: str  # the environment variable that names a tree to use instead
    package: str = ""  # the source package that carries it, if that has another name
    subtree: str = ""  # the folder of that package's tree that is wanted, if not all of it


@dataclass(frozen=True)
class Unpacked:
    """A binary package whose files are wanted, but not installed on the system."""

    name: str
    suite: str  # "" = the running release
    version: str  # what its version must start with; "" = any
    files: tuple[tuple[str, str], ...]  # (path or pattern in the package, path in the deps folder)
    carrier: str = ""  # the dependency that has the files, as a pattern, if the package is empty


PACKAGES = (
    Package("nasm", "nasm", "assembles the drivers"),
    Package("gcc", "gcc", "compiles the ELF archive and the host tests"),
    Package("g++", "g++", "compiles the ELF archive and the host tests"),
    Package("libc6-dev", "/usr/include/stdio.h", "the host tests' C library"),
    Package("binutils", "objcopy", "renames private symbols, inspects the archives"),
    Package("g++-mingw-w64-x86-64-win32", "x86_64-w64-mingw32-g++-win32",
            "compiles the COFF archive"),
    Package("clang", "clang", "compiles the fuzzers, checks the COFF archive"),
    Package("libclang-rt-14-dev",
            "/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-x86_64.a",
            "sanitizer and fuzzer run-time of clang"),
    Package("lld", "lld-link", "links the COFF samples"),
    Package("clang-format", "clang-format", "the formatting gate"),
    Package("clang-tidy", "clang-tidy", "the gate of suspicious constructs"),
    Package("cmake", "cmake", "configures the build"),
    Package("ninja-build", "ninja", "runs the build"),
    Package("make", "make", "builds the sample that does without CMake"),
    Package("pkgconf", "pkg-config", "the gate that links by the package's pkg-config file"),
    Package("gnu-efi", "/usr/lib/crt0-efi-x86_64.o", "start-up code and headers of the sample"),
    Package("libgtest-dev", "/usr/include/gtest/gtest.h", "the host tests"),
    Package("libbenchmark-dev", "/usr/include/benchmark/benchmark.h", "the microbenchmarks"),
    Package("valgrind", "valgrind", "counts the instructions of the microbenchmarks"),
    Package("curl", "curl", "the HTTP client that the tests compare with"),
    Package("fonts-spleen", "/usr/share/consolefonts/spleen-8x16.psfu.gz",
            "the sample's console font"),
    Package("doxygen", "doxygen", "the reference documentation and its gate"),
    Package("iproute2", "/sbin/ip", "TAP devices of the test network"),
    Package("dnsmasq-base", "/usr/sbin/dnsmasq", "DHCP and DNS of the test network"),
    Package("libpcre2-8-0", "/usr/lib/x86_64-linux-gnu/libpcre2-8.so.0", "used by nginx"),
    Package("libssl3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", "used by nginx"),
    Package("rustc-web", "/usr/bin/rustc", "compiles the Rust bindings and their samples"),
    Package("cargo-web", "/usr/bin/cargo", "builds the Rust bindings and their samples"),
    Package("rust-web-src", "/usr/lib/rustlib/src/rust/library/Cargo.lock",
            "Rust's `core` for targets without an operating system"),
    Package("rustfmt-web", "/usr/bin/rustfmt", "formats Rust, generated and written"),
    Package("rust-web-clippy", "/usr/bin/cargo-clippy", "the gate of suspicious constructs"),
    Package("qemu-system-x86", "qemu-system-x86_64", "boots the sample", "backports"),
    Package("qemu-system-common", "/usr/lib/qemu/qemu-bridge-helper",
            "part of QEMU", "backports"),
    Package("qemu-system-data", "/usr/share/qemu/keymaps/en-us", "part of QEMU", "backports"),
    Package("seabios", "/usr/share/seabios/vgabios-stdvga.bin", "part of QEMU", "backports"),
)

SOURCES = (
    Source("lwip", "trixie", "2.2.1", "lwip_2.2.1+dfsg1.orig.tar.xz",
           "83729c274c499d3348e9fbbe043a3113f3fa8953e7efddc7c21c7fcbb1f2b7b1",
           "src/core/tcp.c", "MNET_LWIP_DIR"),
    Source("mbedtls", "trixie", "3.6.6", "mbedtls_3.6.6.orig.tar.bz2",
           "8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a",
           "library/ssl_tls.c", "MNET_MBEDTLS_DIR"),
    # llhttp's own source is TypeScript that generates the parser; Node.js carries the generated C
    # of the release.
    Source("llhttp", "trixie", "9.2.1", "nodejs_20.19.2+dfsg.orig.tar.xz",
           "5e5559381ad031d245a8efa403458abbb73755f74c3e6380f185a4dd342b7949",
           "src/llhttp.c", "MNET_LLHTTP_DIR", "nodejs", "deps/llhttp"),
)

OVMF_DEFAULT = "2025.02"
OVMF_RELEASES = ("2025.02", "2022.11")

UNPACKED = (
    Unpacked("ovmf", "trixie", "2025.02", (
        ("usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf/2025.02/OVMF_CODE.fd"),
        ("usr/share/OVMF/OVMF_VARS_4M.fd", "ovmf/2025.02/OVMF_VARS.fd"))),
    Unpacked("ovmf", "", "2022.11", (
        ("usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf/2022.11/OVMF_CODE.fd"),
        ("usr/share/OVMF/OVMF_VARS_4M.fd", "ovmf/2022.11/OVMF_VARS.fd"))),
    # Unpacked rather than installed: the package would start a web server on the machine.
    Unpacked("nginx", "", "", (("usr/sbin/nginx", "nginx/nginx"),)),
)

# Fetched when first used: `./mnet demo` and `./mnet bench` need them, a build does not.
CONTENT = (
    Unpacked("debian-installer-12-netboot-amd64", "", "", (
        ("usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/linux",
         "content/linux"),
        ("usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/initrd.gz",
         "content/initrd.gz"))),
)
IPXE = (
    Unpacked("ipxe", "trixie", "", (
        ("usr/lib/ipxe/ipxe-amd64.efi", "ipxe/ipxe-amd64.efi"),)),
)
# The peer of `./mnet bench` that is a whole operating system: Debian's kernel for virtual machines
# and the modules of its virtio card, numbered in the order of their dependencies.
_MODULES = ("virtio/virtio_ring", "virtio/virtio", "virtio/virtio_pci_legacy_dev",
            "virtio/virtio_pci_modern_dev", "virtio/virtio_pci", "net/core/failover",
            "net/net_failover", "net/virtio_net")
LINUX = (
    Unpacked("linux-image-cloud-amd64", "", "", (
        ("boot/vmlinuz-*", "linux/vmlinuz"),
        *((f"lib/modules/*/kernel/{'' if path.startswith('net/core') else 'drivers/'}{path}.ko",
           f"linux/modules/{number}-{path.rpartition('/')[2]}.ko")
          for number, path in enumerate(_MODULES))),
        r"linux-image-[\d.-]+-cloud-amd64"),
    Unpacked("busybox-static", "", "", (("bin/busybox", "linux/busybox"),)),
)
