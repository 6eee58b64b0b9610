//! Links libmorpheusnet.a of the object format that the target has.
//!
//! `MORPHEUSNET_LIB_DIR` names its folder; without it, the one of the installed package that this
//! crate came with, or the one that the repository's build makes.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-env-changed=MORPHEUSNET_LIB_DIR");
    let coff = matches!(env::var("CARGO_CFG_TARGET_OS").as_deref(), Ok("uefi" | "windows"));
    let flavour = if coff { "coff" } else { "elf" };
    let given = env::var_os("MORPHEUSNET_LIB_DIR").map(PathBuf::from);
    let folder = given.unwrap_or_else(|| default_folder(flavour));
    let archive = folder.join("libmorpheusnet.a");
    println!("cargo::rerun-if-changed={}", archive.display());
    println!("cargo::rustc-link-search=native={}", folder.display());
    println!("cargo::rustc-link-lib=static=morpheusnet");
}

fn default_folder(flavour: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let installed = here.join("../../../../lib").join(flavour);
    if installed.join("libmorpheusnet.a").exists() {
        installed
    } else {
        here.join("../../../build").join(flavour)
    }
}
