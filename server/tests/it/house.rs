//! The house keeps its plan: who may depend on whom, and that the list of features names tests that exist.
use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".into()])
        .exec()
        .unwrap()
}

/// The room of a crate: its folder under the root, without its own name.
fn room(package: &Package) -> String {
    let folder = package.manifest_path.parent().unwrap().as_std_path().canonicalize().unwrap();
    let folder = folder.strip_prefix(root().canonicalize().unwrap()).unwrap().to_string_lossy().into_owned();
    for room in ["app/domain", "app/contract", "app/ui", "server/features", "server/adapters", "server/support"] {
        if folder.starts_with(&format!("{room}/")) {
            return room.to_owned();
        }
    }
    folder
}

/// Crates outside the workspace that each room may not name, not even behind a feature.
const SERVER_ONLY: &[&str] = &["sqlx", "tokio", "axum", "tower", "tower-http", "reqwest", "lettre", "leptos_axum"];

#[test]
fn every_crate_keeps_to_its_room() {
    let metadata = metadata();
    let rooms: BTreeMap<&str, String> =
        metadata.packages.iter().map(|package| (package.name.as_str(), room(package))).collect();
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let here = rooms[package.name.as_str()].as_str();
        for dependency in
            package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development)
        {
            let name = dependency.name.as_str();
            let Some(there) = rooms.get(name) else {
                if (here.starts_with("app") || here == "frontend") && SERVER_ONLY.contains(&name) {
                    wrong.push(format!("{} must compile for the browser, and names {name}", package.name));
                }
                continue;
            };
            let allowed = match here {
                "app/domain" => there == "app/domain",
                "app/contract" => matches!(there.as_str(), "app/domain" | "app/contract"),
                "app/ui" => {
                    matches!(there.as_str(), "app/domain" | "app/contract") || matches!(name, "ui-kit" | "monaco-wasm")
                }
                "app" => there.starts_with("app"),
                "frontend" => there == "app" || name == "live",
                "server/features" => {
                    there.starts_with("app/domain")
                        || there == "app/contract"
                        || there == "server/ports"
                        || there == "server/support"
                }
                "server/adapters" => matches!(there.as_str(), "app/domain" | "server/ports"),
                "server/ports" => there == "app/domain",
                "server/support" => {
                    matches!(there.as_str(), "app/domain" | "server/support")
                        || (name == "ports" && package.name == "testkit")
                }
                _ => true,
            };
            if !allowed {
                wrong.push(format!("{} ({here}) may not depend on {name} ({there})", package.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn versions_and_features_live_in_the_workspace() {
    let mut wrong = Vec::new();
    for package in metadata().packages {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        for line in
            manifest.lines().map(str::trim).filter(|line| line.contains("version = \"") && !line.starts_with('#'))
        {
            wrong.push(format!("{}: {line}", package.name));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "write `x.workspace = true` and add the version to the root Cargo.toml");
}

#[test]
fn sql_lives_in_stores_only() {
    let mut wrong = Vec::new();
    walk(&root().join("server/features"), &mut |path, text| {
        let path = path.to_string_lossy();
        if path.contains("/store") || path.contains("/tests") || !path.ends_with(".rs") {
            return;
        }
        if text.contains("sqlx::query") || text.contains("query_as!") || text.contains("query!(") {
            // One statement asks whether the database is there at all; it names no table.
            if !path.ends_with("ops/src/service.rs") {
                wrong.push(path.into_owned());
            }
        }
    });
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_the_web_crate_knows_status_codes_of_errors() {
    let mut wrong = Vec::new();
    walk(&root().join("server/features"), &mut |path, text| {
        let path = path.to_string_lossy();
        if path.contains("/tests") || !path.ends_with(".rs") {
            return;
        }
        for code in ["BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "INTERNAL_SERVER_ERROR", "CONFLICT", "UNPROCESSABLE"] {
            if text.contains(&format!("StatusCode::{code}")) {
                wrong.push(format!("{path}: {code}"));
            }
        }
    });
    assert_eq!(wrong, Vec::<String>::new(), "answer an error and let its Kind decide");
}

#[test]
fn the_feature_list_names_tests_that_exist() {
    let list = std::fs::read_to_string(root().join("docs/features.md")).unwrap();
    let mut missing = Vec::new();
    let mut rows = 0;
    for line in
        list.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| id") && !line.starts_with("| ---"))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, _, place, proof] = cells[..] else {
            missing.push(format!("not four cells: {line}"));
            continue;
        };
        rows += 1;
        for (path, name) in
            proof.split(", ").map(|proof| proof.trim_matches('`').split_once("::").unwrap_or((proof, "")))
        {
            let path = path.trim_matches('`');
            match std::fs::read_to_string(root().join(path)) {
                Ok(text) if text.contains(name) => {}
                Ok(_) => missing.push(format!("{id}: {path} has no test “{name}”")),
                Err(_) => missing.push(format!("{id}: there is no {path}")),
            }
        }
        if !root().join(place.trim_matches('`')).exists() {
            missing.push(format!("{id}: there is no {place}"));
        }
    }
    assert!(rows > 0, "the list has rows");
    assert_eq!(missing, Vec::<String>::new());
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, visit);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            visit(&path, &text);
        }
    }
}
