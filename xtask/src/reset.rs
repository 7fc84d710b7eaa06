//! `reset`: a local Burnish as on the first day.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::place::Place;
use crate::sh::{OrStop, Outcome, Stop};

/// Removes the local database, files, keys and built site. Asks first unless `sure`.
pub fn reset(place: &Place, sure: bool) -> Outcome {
    let data = place.data_dir();
    let site = place.scratch().join("site");
    let database = if data.is_dir() { Some(cluster::home_of(&data)?) } else { None };
    let all = [Some(&data), database.as_ref(), Some(&site)];
    let there: Vec<&PathBuf> = all.into_iter().flatten().filter(|path| path.exists()).collect();
    if there.is_empty() {
        println!("There is nothing to remove.");
        return Ok(());
    }
    println!("This removes, for good:");
    for path in there {
        println!("  {}", path.display());
    }
    if !sure && !confirmed()? {
        println!("Nothing was removed.");
        return Ok(());
    }
    if data.is_dir() {
        cluster::remove(&data)?;
    }
    [data, site].iter().try_for_each(|path| remove(path))?;
    println!("Done. A fresh start: cargo xtask run");
    Ok(())
}

fn confirmed() -> Outcome<bool> {
    let input = io::stdin();
    if !input.is_terminal() {
        return Err(Stop("There is nobody to ask. If you are sure: cargo xtask reset --yes".to_owned()));
    }
    print!("Type yes to go on: ");
    io::stdout().flush().or_stop("write to the terminal")?;
    let mut answer = String::new();
    input.lock().read_line(&mut answer).or_stop("read from the terminal")?;
    Ok(answer.trim() == "yes")
}

fn remove(path: &Path) -> Outcome {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).or_stop(format_args!("remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
