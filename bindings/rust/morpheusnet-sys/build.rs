//! Links libmorpheusnet.a of the object format that the target has.
//!
//! `MORPHEUSNET_LIB_DIR` names its folder; without it, the one that this repository's build makes.

use std::env;
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-env-changed=MORPHEUSNET_LIB_DIR");
    let coff = matches!(env::var("CARGO_CFG_TARGET_OS").as_deref(), Ok("uefi" | "windows"));
    let folder = env::var_os("MORPHEUSNET_LIB_DIR").map(PathBuf::from).unwrap_or_else(|| {
        let flavour = if coff { "coff" } else { "elf" };
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../build").join(flavour)
    });
    let archive = folder.join("libmorpheusnet.a");
    println!("cargo::rerun-if-changed={}", archive.display());
    println!("cargo::rustc-link-search=native={}", folder.display());
    println!("cargo::rustc-link-lib=static=morpheusnet");
}
