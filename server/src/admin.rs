//! What is done at the server's own console.
use kernel::Fault;

use crate::{
    config::Config,
    database,
    wiring::{self, Outside, Wired},
};

async fn wired(config: &Config) -> Result<(Wired, database::Located), Fault> {
    let (db, located) = database::open(config).await?;
    Ok((wiring::wire(config, db, Outside::from_config(config)?)?, located))
}

/// A link that signs the first owner in.
pub async fn owner_link(config: &Config) -> Result<String, Fault> {
    let (wired, _located) = wired(config).await?;
    wired.owner_links.fresh().await.map_err(|error| Fault::new(error.to_string()))
}

/// Listings for benchmarks, marked as such.
pub async fn seed_bench(config: &Config, n: u32) -> Result<(), Fault> {
    let (wired, _located) = wired(config).await?;
    wired.market.seed_bench(n).await.map_err(|error| Fault::new(error.to_string()))
}
