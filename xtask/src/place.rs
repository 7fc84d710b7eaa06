//! Where things are: the checkout, and what is kept outside it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sh::{OrStop, Outcome, Stop};

/// The folders that every command works with.
#[derive(Debug, Clone)]
pub struct Place {
    /// The checkout.
    pub root: PathBuf,
    /// What is worth keeping between clones.
    pub cache: PathBuf,
}

/// Which build of the web site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Quick to build, large to load.
    Dev,
    /// As people get it: small, compressed ahead of time.
    Release,
}

impl Place {
    /// # Errors
    /// When not started by `cargo xtask` and not inside a checkout either.
    pub fn find() -> Outcome<Self> {
        // Read when running, not when compiling: with a shared target folder another clone may have built this.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let here = env::current_dir().or_stop("find the current folder")?;
        let from_cargo = manifest.as_deref().and_then(Path::parent).filter(|dir| is_root(dir));
        let root = from_cargo.or_else(|| here.ancestors().find(|dir| is_root(dir)));
        let root = root.ok_or_else(|| Stop("Run this inside the repository: cargo xtask help".to_owned()))?.to_owned();
        Ok(Self { root, cache: cache_dir()? })
    }

    /// Target folder of native builds.
    pub fn native(&self) -> PathBuf {
        chosen_target().unwrap_or_else(|| self.cache.join("target/native"))
    }

    /// Target folder of wasm builds. Apart from the native one: cargo locks a folder while it builds.
    pub fn front(&self) -> PathBuf {
        chosen_target().map_or_else(|| self.cache.join("target/front"), |dir| dir.join("front"))
    }

    /// Programs that we installed, one folder per version.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Scratch space of this checkout; git ignores it.
    pub fn scratch(&self) -> PathBuf {
        self.root.join("target")
    }

    /// What the server calls `BURNISH_SITE_DIR`.
    pub fn site(&self, flavour: Flavour) -> PathBuf {
        self.scratch().join("site").join(match flavour {
            Flavour::Dev => "dev",
            Flavour::Release => "release",
        })
    }

    /// The server's program of a native build in cargo's profile folder `profile` (`debug`, `release`).
    pub fn burnish(&self, profile: &str) -> PathBuf {
        self.native().join(profile).join("burnish")
    }

    /// Where a server started from here keeps its data.
    pub fn data_dir(&self) -> PathBuf {
        env::var_os("BURNISH_DATA_DIR").map_or_else(|| self.root.join(".burnish"), |dir| self.root.join(dir))
    }

    /// Text of a file of the checkout.
    pub fn text(&self, file: &str) -> Outcome<String> {
        fs::read_to_string(self.root.join(file)).or_stop(format_args!("read {file}"))
    }
}

/// Whether an environment variable is set to something.
pub fn set(name: &str) -> Option<std::ffi::OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn is_root(dir: &Path) -> bool {
    dir.join("Cargo.toml").is_file() && dir.join("xtask/Cargo.toml").is_file()
}

/// A target folder that the developer chose is theirs to organise.
pub fn chosen_target() -> Option<PathBuf> {
    set("CARGO_TARGET_DIR").map(PathBuf::from)
}

fn cache_dir() -> Outcome<PathBuf> {
    let dir = set("BURNISH_CACHE_DIR")
        .map(PathBuf::from)
        .or_else(|| set("XDG_CACHE_HOME").map(|dir| PathBuf::from(dir).join("burnish")))
        .or_else(|| set("HOME").map(|dir| PathBuf::from(dir).join(".cache/burnish")));
    dir.ok_or_else(|| {
        Stop(
            "Neither HOME nor BURNISH_CACHE_DIR is set. Say where builds may be kept:\n  \
             export BURNISH_CACHE_DIR=/var/cache/burnish"
                .to_owned(),
        )
    })
}
