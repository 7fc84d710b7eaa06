//! The command line: `burnish serve | work | migrate | admin`.
use std::process::ExitCode;

use kernel::Fault;
use server::{admin, boot, config::Config, database};

/// Pages are built from many small pieces on several threads; the system's allocator spends a third of the time on locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "\
burnish: describe an app, get a real project, make it better

  burnish serve                   pages, API, previews and background work (the default)
  burnish work                    background work only
  burnish migrate                 make the roles and bring the database schema up to date
  burnish admin owner-link        print a link that signs the first owner in, good once and for 30 minutes
  burnish admin seed-bench N      add N listings for benchmarks, marked as such
  burnish help                    this text

Settings are environment variables; env.example lists them all.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if matches!(words.as_slice(), ["help" | "--help" | "-h"]) {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(problem) => {
            eprintln!("burnish: {problem}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("burnish: starting the runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(&words, config)) {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("burnish: {}", fault.chain());
            ExitCode::FAILURE
        }
    }
}

async fn run(words: &[&str], config: Config) -> Result<ExitCode, Fault> {
    boot::start_log(&config)?;
    match words {
        [] | ["serve"] => boot::serve(config).await?,
        ["work"] => boot::work(config).await?,
        ["migrate"] => {
            let located = database::locate(&config).await?;
            println!("{} migrations applied", database::migrate(&located).await?);
        }
        ["admin", "owner-link"] => println!("{}", admin::owner_link(&config).await?),
        ["admin", "seed-bench", n] => match n.parse() {
            Ok(n) => {
                admin::seed_bench(&config, n).await?;
                println!("{n} listings added");
            }
            Err(_) => {
                eprintln!("burnish: “{n}” is not a number of listings");
                return Ok(ExitCode::from(2));
            }
        },
        other => {
            eprintln!("burnish: there is no command “{}”.\n\n{HELP}", other.join(" "));
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
