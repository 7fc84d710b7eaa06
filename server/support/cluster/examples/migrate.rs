//! Brings a database up to date with a folder of migrations: `migrate OWNER_URL FOLDER`.
//!
//! `burnish migrate` does the same with the migrations that it embeds. This one needs no feature crate, so it can be
//! built while their queries do not fit the database yet; `cargo xtask sqlx` lives on that.

use std::path::Path;
use std::process::ExitCode;

use sqlx::migrate::Migrator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, folder] = arguments.as_slice() else {
        eprintln!("usage: migrate OWNER_URL FOLDER");
        return ExitCode::FAILURE;
    };
    let migrator = match Migrator::new(Path::new(folder)).await {
        Ok(migrator) => migrator,
        Err(error) => {
            eprintln!("The migrations in {folder} cannot be read: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = async {
        // The login role is only there for the policies and grants that name it; nobody logs in with it here.
        db::bootstrap(url, "burnish_app", None).await?;
        db::migrate(url, &migrator).await
    };
    match done.await {
        Ok(count) => {
            println!("{count} migrations applied");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("Migrating failed: {fault:?}");
            ExitCode::FAILURE
        }
    }
}
