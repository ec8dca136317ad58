//! Gives the programs of the page the mark of their build, `CLIENTELE_BUILD`: a hash of all that they are compiled from.
//!
//! Page, worker and writer of documents send each other bytes that only their types give a meaning. Programs of two builds may read the
//! same bytes as different things, so those of the page ask each other for this mark before anything else is said. It is made from the
//! sources and not typed by hand, as nobody can forget it then; and from all of them, not from the messages' types alone, as what a
//! number means can change while its type stays.
//!
//! The same sources give the same mark on any machine: names within the checkout, in order, and contents; no time, no folder, no
//! commit. Cargo runs this only after a change of what it reads, which is compiled again then anyway.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    // The sources of all crates of the checkout count, whichever of them this one is.
    let root = package.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap_or(&package);
    let read = ["Cargo.lock", "Cargo.toml", "src"].map(|name| root.join(name));
    let mut files = Vec::new();
    for path in &read {
        println!("cargo::rerun-if-changed={}", path.display());
        collect(path, &mut files)?;
    }
    let mut named: Vec<(String, PathBuf)> = files.into_iter().map(|path| (name_in(root, &path), path)).collect();
    named.sort_unstable();
    let mut mark = Fnv::new();
    for (name, path) in named {
        let content = fs::read(path)?;
        mark.add(name.as_bytes());
        // Where a name or a content ends must count too.
        mark.add(&[0]);
        mark.add(&(content.len() as u64).to_le_bytes());
        mark.add(&content);
    }
    println!("cargo::rustc-env=CLIENTELE_BUILD=clientele-build-{:016x}", mark.0);
    Ok(())
}

/// All files at or below a path, but no hidden ones: editors put theirs beside the sources.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
        return Ok(());
    }
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

/// A path below the checkout's root, the same on any system.
fn name_in(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo): the standard library's hash may change with the compiler. It tells builds apart; nobody has
/// to be kept from making two alike.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
