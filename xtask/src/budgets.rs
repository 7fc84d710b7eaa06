//! What the browser may be asked to load. Bytes are exact, so these are asserts and not benchmarks; what an anonymous
//! visitor loads is checked in a browser (`end2end/tests/budgets.spec.ts`).

use std::fs;
use std::path::Path;

use crate::place::{Flavour, Place};
use crate::report::Count;
use crate::sh::{OrStop, Outcome, Stop};
use crate::site::PARTS;

/// What a live part of a page may weigh, in bytes of brotli.
const WASM_MAX: u64 = 350_000;

/// What speaks to rooms is loaded beside the workspace, after it.
const LIVE_MAX: u64 = 120_000;

/// wasm-bindgen's script and the scripts that crates brought along, in bytes as they lie there. The code editor alone
/// is some twenty times this, so it cannot slip in.
const SCRIPTS_MAX: u64 = 150_000;

/// Checks the built release site.
pub fn check(place: &Place) -> Outcome<Count> {
    let pkg = place.site(Flavour::Release).join("pkg");
    let manifest = pkg.join("manifest.json");
    let manifest = fs::read_to_string(&manifest).or_stop(format_args!("read {}", manifest.display()))?;
    let name =
        |key: &str| named(&manifest, key).ok_or_else(|| Stop(format!("The site's manifest names no {key} file.")));

    let mut count = Count::default();
    let mut hold = |held: bool, otherwise: &str| {
        if held {
            count.passed += 1
        } else {
            count.failed += 1
        };
        if !held {
            eprintln!("{otherwise}");
        }
    };
    let mut weights = Vec::new();
    for part in PARTS {
        let wasm = size(&pkg.join(format!("{}.br", name(&format!("{part}.wasm"))?)))?;
        let script = pkg.join(name(&format!("{part}.js"))?);
        let scripts = size(&script)? + size_below(&pkg.join("snippets"))?;
        let text = fs::read_to_string(&script).or_stop(format_args!("read {}", script.display()))?;
        let most = if part == "live" { LIVE_MAX } else { WASM_MAX };
        println!("{part}: {wasm} bytes of brotli, at most {most}; its scripts {scripts}, at most {SCRIPTS_MAX}");
        weights.push(format!("{part} {:.1}", wasm as f64 / 1000.0));
        hold(wasm <= most, "The part is too large. What grew: twiggy, or the name section of target/bindgen.");
        hold(scripts <= SCRIPTS_MAX, "The scripts beside the part are too large. Did the editor slip in?");
        hold(
            static_imports(&text).iter().all(|path| path.starts_with("./snippets/")),
            "The part's script imports something at its start. Load it with import() where it is needed.",
        );
    }
    count.note = format!("kB of wasm in brotli: {}", weights.join(", "));
    Ok(count)
}

/// The value of a plain string field.
fn named(json: &str, key: &str) -> Option<String> {
    let (_, after) = json.split_once(&format!("\"{key}\":"))?;
    after.split('"').nth(1).map(str::to_owned)
}

/// What a minified module imports before it runs. `import(` loads later and `import.meta` loads nothing.
fn static_imports(script: &str) -> Vec<&str> {
    let import = |(at, word): (usize, &str)| {
        let rest = &script[at + word.len()..];
        let mut parts = rest.starts_with(['"', '\'', '*', '{', ' ']).then(|| rest.splitn(3, ['"', '\'']))?;
        let (names, path) = (parts.next()?, parts.next()?);
        // A list of names is short; anything longer is the word in some text, and the quote belongs to something else.
        (names.len() < 400).then_some(path)
    };
    script.match_indices("import").filter_map(import).collect()
}

/// Bytes of a file, which has to be there.
fn size(file: &Path) -> Outcome<u64> {
    file.metadata().map(|meta| meta.len()).or_stop(format_args!("look at {}", file.display()))
}

/// Bytes below a folder. One that is not there holds none: crates need not bring scripts along.
fn size_below(dir: &Path) -> Outcome<u64> {
    if !dir.is_dir() {
        return Ok(0);
    }
    let entries = fs::read_dir(dir).or_stop(format_args!("read {}", dir.display()))?;
    let each = entries.map(|entry| {
        let path = entry.or_stop(format_args!("read {}", dir.display()))?.path();
        if path.is_dir() { size_below(&path) } else { size(&path) }
    });
    each.sum()
}

#[cfg(test)]
mod tests {
    use super::{named, static_imports};

    #[test]
    fn the_manifest_is_read_by_key() {
        let json = "{\n  \"plan.js\": \"plan-1.js\",\n  \"plan.wasm\": \"plan-2.wasm\"\n}";
        assert_eq!(named(json, "plan.wasm").as_deref(), Some("plan-2.wasm"));
        assert_eq!(named(json, "css"), None);
    }

    #[test]
    fn only_imports_that_load_at_once_count() {
        let script = r#"import*as a from"./snippets/x/inline0.js";import{b}from'/assets/monaco/editor.js';let u=import.meta.url;import("/assets/later.js")"#;
        assert_eq!(static_imports(script), ["./snippets/x/inline0.js", "/assets/monaco/editor.js"]);
    }
}
