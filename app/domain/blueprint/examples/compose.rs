//! `compose <outdir> <description…>` writes a project into a folder and prints its plan as JSON.

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("Usage: compose <outdir> <description…>")?;
    let description = arguments.collect::<Vec<_>>().join(" ");
    let plan = blueprint::read(&description);
    blueprint::check(&plan)?;
    for file in blueprint::compose(&plan) {
        let path = Path::new(&folder).join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, file.text)?;
    }
    println!("{}", serde_json::to_string_pretty(&plan)?);
    Ok(())
}
