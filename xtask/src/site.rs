//! Everything the browser loads, built into one folder that the server is pointed at.
//!
//! ```text
//! target/site/<flavour>/
//!   pkg/      <part>-<hash>.{js,wasm}, app-<hash>.css, snippets/, manifest.json that names them; release also .br and .gz
//!   assets/   editor, preview, fonts, vendored packages (frontend/build.mjs), shared by both flavours
//!   public/   a copy of public/
//! ```

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo;
use crate::npm;
use crate::place::{Flavour, Place};
use crate::sh::{OrStop, Outcome, run, step};
use crate::tools;

/// What wasm-opt may use: the features that rustc's output has anyway, and no others.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The live parts of pages, and what they speak to rooms with: features of `frontend`. A release has a bundle of its own for
/// each.
pub const PARTS: [&str; 3] = ["workspace", "plan", "live"];

/// Builds all of it. What has not changed is not built again.
pub fn build(place: &Place, flavour: Flavour) -> Outcome {
    assets(place)?;
    wasm(place, flavour)?;
    finish(place, flavour)
}

/// Editor, preview, fonts and vendored packages.
pub fn assets(place: &Place) -> Outcome {
    npm::install(place, "frontend")?;
    step("Browser assets", || {
        let out = assets_dir(place);
        run(Command::new("node").current_dir(&place.root).arg("frontend/build.mjs").arg("--out").arg(out))
    })
}

/// Our own code for the browser, up to what wasm-bindgen and wasm-opt make of it.
pub fn wasm(place: &Place, flavour: Flavour) -> Outcome {
    match flavour {
        // One build with every live part is quicker than one for each.
        Flavour::Dev => wasm_part(place, flavour, "app", &[]),
        Flavour::Release => PARTS
            .iter()
            .try_for_each(|part| wasm_part(place, flavour, part, &["--no-default-features", "--features", part])),
    }
}

fn wasm_part(place: &Place, flavour: Flavour, part: &str, features: &[&str]) -> Outcome {
    let bindgen = tools::wasm_bindgen(place)?;
    let profile = profile(flavour);
    step(&format!("WebAssembly, {part} ({profile})"), || {
        run(cargo::front(place, &["build"]).args(["--profile", profile]).args(features))?;
        let built = place.front().join("wasm32-unknown-unknown").join(profile).join("frontend.wasm");
        let out = bindgen_dir(place, flavour).join(part);
        let stamp = out.join("made-from");
        let made_from = identity(&built).or_stop(format_args!("look at {}", built.display()))?;
        if fs::read_to_string(&stamp).is_ok_and(|known| known == made_from) {
            return Ok(());
        }
        clear(&out).or_stop(format_args!("clear {}", out.display()))?;
        bind(&bindgen, &built, &out, flavour)?;
        if flavour == Flavour::Release {
            optimise(place, &out.join("app_bg.wasm"))?;
        }
        fs::write(&stamp, made_from).or_stop(format_args!("write {}", stamp.display()))
    })
}

/// Style sheets, hashed names, compression and the manifest.
pub fn finish(place: &Place, flavour: Flavour) -> Outcome {
    step("Site folder", || {
        let site = place.site(flavour);
        fs::create_dir_all(&site).or_stop(format_args!("make the folder {}", site.display()))?;
        link(&assets_dir(place), &site.join("assets")).or_stop("link the assets into the site folder")?;
        let mut command = Command::new("node");
        command.current_dir(&place.root).arg("xtask/site.mjs").arg("--site").arg(&site);
        command.arg("--bindgen").arg(bindgen_dir(place, flavour));
        if flavour == Flavour::Release {
            command.arg("--release");
        }
        run(&mut command)
    })
}

fn profile(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::Dev => "wasm-dev",
        Flavour::Release => "wasm-release",
    }
}

fn assets_dir(place: &Place) -> PathBuf {
    place.scratch().join("assets")
}

fn bindgen_dir(place: &Place, flavour: Flavour) -> PathBuf {
    place.scratch().join("bindgen").join(profile(flavour))
}

fn bind(bindgen: &Path, wasm: &Path, out: &Path, flavour: Flavour) -> Outcome {
    let mut command = Command::new(bindgen);
    command.args(["--target", "web", "--no-typescript", "--out-name", "app", "--out-dir"]).arg(out);
    if flavour == Flavour::Release {
        command.args(["--remove-name-section", "--remove-producers-section"]);
    }
    run(command.arg(wasm))
}

fn optimise(place: &Place, wasm: &Path) -> Outcome {
    let program = place.root.join("frontend/node_modules/binaryen/bin/wasm-opt");
    let small = wasm.with_extension("small");
    // Taking the control flow apart and building it anew finds what the round before left; together they save a hundredth.
    let again = ["--flatten", "--rereloop", "-Oz"];
    let passes = [["-Oz"].as_slice(), &again, &again, &["-Oz"]].concat();
    run(Command::new("node").arg(program).args(WASM_FEATURES).arg(wasm).args(passes).arg("-o").arg(&small))?;
    fs::rename(&small, wasm).or_stop(format_args!("replace {}", wasm.display()))
}

/// Enough to tell whether cargo wrote the file anew.
fn identity(file: &Path) -> io::Result<String> {
    let meta = file.metadata()?;
    Ok(format!("{} {} {}.{:09}", file.display(), meta.len(), meta.mtime(), meta.mtime_nsec()))
}

fn clear(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(dir),
    }
}

fn link(target: &Path, link: &Path) -> io::Result<()> {
    if fs::read_link(link).is_ok_and(|known| known == target) {
        return Ok(());
    }
    match fs::remove_file(link) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => symlink(target, link),
    }
}
