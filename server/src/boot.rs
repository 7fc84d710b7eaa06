//! Starting and stopping `burnish serve` and `burnish work`.
use std::{future::Future, io::IsTerminal, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use axum::serve::ListenerExt as _;
use kernel::Fault;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::{
    config::Config,
    database,
    http::{Site, app_router},
    sites::sites_router,
    wiring::{self, Outside, Wired},
};

/// How long open requests and streams may take to finish once a stop was asked for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sets the log up. The first call wins.
pub fn start_log(config: &Config) -> Result<(), Fault> {
    let filter = EnvFilter::try_new(&config.log_level)
        .map_err(|error| Fault::new(format!("LOG_LEVEL: “{}” is not a filter: {error}", config.log_level)))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let set = if config.log_json { log.json().try_init() } else { log.compact().try_init() };
    // A second call, as tests make it, finds the log set up already.
    drop(set);
    Ok(())
}

/// Database, services and background work of one process.
pub struct Running {
    /// The services.
    pub wired: Arc<Wired>,
    located: database::Located,
}

impl Running {
    /// Opens everything that both `serve` and `work` need.
    pub async fn open(config: &Config) -> Result<Self, Fault> {
        let (db, located) = database::open(config).await?;
        if let Some(cluster) = &located.cluster {
            database::keep_running(cluster.clone());
        }
        let wired = Arc::new(wiring::wire(config, db, Outside::from_config(config)?)?);
        Ok(Self { wired, located })
    }

    /// Waits for what is going on, then closes the database.
    pub async fn close(self) {
        let left = web::tasks::shut_down(PATIENCE).await;
        if left > 0 {
            tracing::warn!(left, "tasks were still running when time was up");
        }
        self.wired.db.close().await;
        if let Some(cluster) = self.located.cluster
            && let Err(error) = tokio::task::block_in_place(|| cluster.stop())
        {
            tracing::error!(%error, "stopping the built-in database");
        }
    }
}

/// `burnish serve`: pages, API, previews, background work.
pub async fn serve(config: Config) -> Result<(), Fault> {
    // What is missing on disk is said before anything is started.
    let site = Site::read(config.site_dir.clone());
    check_site(&site.dir)?;
    let running = Running::open(&config).await?;
    let loaded = running.wired.market.load_examples().await;
    match loaded {
        Ok(0) => {}
        Ok(n) => tracing::info!(listings = n, "example listings were added to the marketplace"),
        Err(error) => tracing::warn!(%error, "the example listings could not be added"),
    }
    wiring::start_workers(&running.wired);

    let metrics = recorder();
    let app = app_router(&config, running.wired.clone(), site.clone(), metrics);
    let sites = sites_router(&config, running.wired.clone(), &site);
    // What is small is sent at once: a key that is typed does not wait for the one before to be confirmed.
    let app_listener = listen(config.addr, "BURNISH_ADDR").await?.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    let sites_listener = listen(config.sites_addr, "BURNISH_SITES_ADDR").await?;
    tracing::info!(address = config.public_url, "ready");

    web::tasks::spawn("previews", async move {
        if let Err(error) = axum::serve(sites_listener, sites).with_graceful_shutdown(web::tasks::shutting_down()).await
        {
            tracing::error!(%error, "the preview server ended");
        }
    });
    web::tasks::spawn("stop signal", async {
        asked_to_stop().await;
        tracing::info!("stopping: open requests are finished first");
        web::tasks::stop_token().cancel();
    });
    let served = axum::serve(app_listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(web::tasks::shutting_down());
    bounded(served.into_future()).await?;
    running.close().await;
    Ok(())
}

/// `burnish work`: background work only.
pub async fn work(config: Config) -> Result<(), Fault> {
    let running = Running::open(&config).await?;
    wiring::start_workers(&running.wired);
    tracing::info!("working through jobs");
    asked_to_stop().await;
    running.close().await;
    Ok(())
}

/// Lets the server finish, but not longer than our patience after the stop.
async fn bounded(served: impl Future<Output = std::io::Result<()>>) -> Result<(), Fault> {
    tokio::select! {
        ended = served => Ok(ended?),
        () = async { web::tasks::shutting_down().await; tokio::time::sleep(PATIENCE).await } => {
            tracing::warn!("connections were still open when time was up");
            Ok(())
        }
    }
}

async fn listen(addr: SocketAddr, name: &str) -> Result<TcpListener, Fault> {
    TcpListener::bind(addr).await.map_err(|error| {
        let hint = match error.kind() {
            std::io::ErrorKind::AddrInUse => format!("{addr} is in use. Stop what listens there, or set {name}"),
            _ => format!("cannot listen on {addr}, set in {name}"),
        };
        Fault::from(error).while_doing(&hint)
    })
}

fn check_site(dir: &Path) -> Result<(), Fault> {
    if dir.join("pkg/manifest.json").exists() {
        return Ok(());
    }
    Err(Fault::new(format!(
        "BURNISH_SITE_DIR: there is no built site in {}. In a checkout, `cargo xtask run` builds and names it",
        dir.display()
    )))
}

fn recorder() -> Option<PrometheusHandle> {
    let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
    PrometheusBuilder::new().set_buckets(&buckets).ok()?.install_recorder().ok()
}

async fn asked_to_stop() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::error!(%error, "SIGTERM cannot be heard; Ctrl-C still works");
            return tokio::signal::ctrl_c().await.unwrap_or_default();
        }
    };
    tokio::select! { _ = tokio::signal::ctrl_c() => {}, _ = terminate.recv() => {} }
}
