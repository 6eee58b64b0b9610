//! Declarations of MorpheusNet's C interface, translated from its headers by `generate.py`.
//!
//! Everything here is as unsafe as in C; the crate `morpheusnet` is the safe layer above it. All
//! functions and callbacks have the Microsoft x64 convention, `extern "efiapi"`, on every target.
//!
//! The build script links `libmorpheusnet.a` from the folder that `MORPHEUSNET_LIB_DIR` names: the
//! COFF archive for `x86_64-unknown-uefi`, the ELF archive for everything else.
#![no_std]
#![allow(non_camel_case_types)]
// The headers' enums and their values follow each other; a reader finds each by its name.
#![allow(clippy::doc_lazy_continuation)]

#[cfg(not(target_arch = "x86_64"))]
compile_error!("MorpheusNet runs on x86-64 only");

mod bindings;

pub use bindings::*;
