//! What is plugged into what: the only page that names concrete types. It reads like a table of contents.
use std::{net::IpAddr, sync::Arc, time::Duration};

use assist_contract::Assist;
use billing_contract::{Billing, Postings};
use collab_contract::Collab;
use db::Db;
use identity_contract::Identity;
use jobs::{Registry, Runner};
use kernel::{Fault, ListingId, ProjectId};
use market_contract::Market;
use ops_contract::Ops;
use ports::{BlobStore, Clock, Mailer, ModelClient, SystemClock};
use projects_contract::Projects;
use utoipa_axum::router::OpenApiRouter;

use crate::{config::Config, secret};

/// What the outside is made of. Tests put fakes here.
pub struct Outside {
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Stored bytes.
    pub blobs: Arc<dyn BlobStore>,
    /// Outgoing mail.
    pub mailer: Arc<dyn Mailer>,
    /// A configured model; without one, the built-in generator and analyst do the work.
    pub model: Option<Arc<dyn ModelClient>>,
    /// The built-in analyst.
    pub analyst: Arc<dyn ModelClient>,
}

impl Outside {
    /// The real one.
    pub fn from_config(config: &Config) -> Result<Self, Fault> {
        let model = config.openai.as_ref().map(|endpoint| {
            let client = providers::OpenAiChat::new(&endpoint.base_url, endpoint.api_key.clone(), &endpoint.model);
            Arc::new(client) as Arc<dyn ModelClient>
        });
        let mailer: Arc<dyn Mailer> = match &config.smtp {
            Some(smtp) => Arc::new(smtp::SmtpMailer::new(&smtp.url, &smtp.from)?),
            None => Arc::new(ports::mail::OutboxOnly),
        };
        Ok(Self {
            clock: Arc::new(SystemClock),
            blobs: Arc::new(blobs::FolderBlobs::open(&config.data_dir.join("blobs"))?),
            mailer,
            model,
            analyst: Arc::new(analyst::Analyst::new()),
        })
    }
}

/// Every service, and everything that answers requests or works through jobs.
pub struct Wired {
    /// People and sessions.
    pub identity: Arc<dyn Identity>,
    /// Projects and files.
    pub projects: Arc<dyn Projects>,
    /// The assistant.
    pub assist: Arc<dyn Assist>,
    /// Rooms.
    pub collab: Arc<dyn Collab>,
    /// The marketplace.
    pub market: Arc<dyn Market>,
    /// The marketplace's files for previews, and its rows for benchmarks.
    pub market_files: Arc<market::MarketService>,
    /// Balances and movements.
    pub billing: Arc<dyn Billing>,
    /// The way into the ledger.
    pub postings: Arc<dyn Postings>,
    /// The operator's view.
    pub ops: Arc<dyn Ops>,
    /// One-time links for the first owner.
    pub owner_links: identity::OwnerLinks,
    /// `/api/…`, with the description of it.
    pub api: OpenApiRouter,
    /// What forms post to, pages that are no pages (sitemap.xml, robots.txt), and sockets.
    pub forms: axum::Router,
    /// Handlers of background work.
    pub jobs: Registry,
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Proxies whose word is taken.
    pub trusted_proxies: Vec<IpAddr>,
}

/// Puts everything together.
pub fn wire(config: &Config, db: Db, outside: Outside) -> Result<Wired, Fault> {
    let Outside { clock, blobs, mailer, model, analyst } = outside;
    let token_key = identity::TokenKey::derive(&secret::read_or_make(&config.secret_key_file)?)?;

    let identity = identity::feature(identity::Deps {
        db: db.clone(),
        clock: clock.clone(),
        token_key,
        public_url: config.public_url.clone(),
        secure_cookies: config.secure_cookies,
    });

    let sites = config.clone();
    let projects = projects::feature(projects::Deps {
        db: db.clone(),
        clock: clock.clone(),
        blobs,
        model: model.clone(),
        preview_origin: Arc::new(move |id: ProjectId| sites.site_origin(&format!("p-{id}"))),
        quota_bytes: config.storage_quota_bytes,
        secure_cookies: config.secure_cookies,
    });

    let assist = assist::feature(assist::Deps {
        db: db.clone(),
        clock: clock.clone(),
        projects: projects.service.clone(),
        model: model.unwrap_or(analyst),
    });

    let rooms = collab::Rooms::default();
    let collab = collab::feature(collab::Deps {
        db: db.clone(),
        clock: clock.clone(),
        projects: projects.service.clone(),
        files: projects.live.clone(),
        public_url: config.public_url.clone(),
        live: Arc::new(rooms.clone()),
        secure_cookies: config.secure_cookies,
    });
    let sockets = collab::ws::routes(collab::ws::Sockets {
        collab: collab.concrete,
        projects: projects.service.clone(),
        files: projects.live,
        rooms,
        public_url: config.public_url.clone(),
        coalesce: Duration::from_millis(config.room_coalesce_ms),
    });

    let sites = config.clone();
    let market = market::feature(market::Deps {
        db: db.clone(),
        clock: clock.clone(),
        projects: projects.service.clone(),
        preview_origin: Arc::new(move |id: ListingId| sites.site_origin(&format!("t-{id}"))),
        public_url: config.public_url.clone(),
        secure_cookies: config.secure_cookies,
    });

    let billing = billing::feature(billing::Deps { db: db.clone(), clock: clock.clone() });

    let ops = ops::feature(ops::Deps {
        db: db.clone(),
        clock: clock.clone(),
        mailer,
        outbox_is_open: config.smtp.is_none() && config.is_local,
        secure_cookies: config.secure_cookies,
    });

    let mut jobs = Registry::default();
    jobs.extend(projects.jobs);
    jobs.extend(assist.jobs);
    jobs.extend(collab.jobs);
    jobs.extend(market.jobs);
    jobs.extend(billing.jobs);
    jobs.extend(ops.jobs);

    Ok(Wired {
        api: OpenApiRouter::new()
            .merge(identity.routes)
            .merge(projects.routes)
            .merge(assist.routes)
            .merge(collab.routes)
            .merge(market.routes)
            .merge(billing.routes)
            .merge(ops.routes),
        forms: identity
            .forms
            .merge(projects.forms)
            .merge(collab.forms)
            .merge(market.forms)
            .merge(ops.forms)
            .merge(sockets),
        identity: identity.service,
        projects: projects.service,
        assist: assist.service,
        collab: collab.service,
        market: market.service,
        market_files: market.concrete,
        billing: billing.service,
        postings: billing.postings,
        ops: ops.service,
        owner_links: identity.owner_links,
        jobs,
        db,
        clock,
        trusted_proxies: config.trusted_proxies.clone(),
    })
}

/// How many jobs run at once in one process.
const WORKERS: usize = 2;
/// How often recurring work is looked for.
const RECUR_EVERY: Duration = Duration::from_secs(300);

/// Starts the workers of this process; shutdown waits for the job in hand.
pub fn start_workers(wired: &Wired) {
    for _ in 0..WORKERS {
        let clock = wired.clock.clone();
        let runner = Runner::new(wired.db.clone(), wired.jobs.clone(), Arc::new(move || clock.now()));
        web::tasks::spawn("job worker", async move { runner.work(web::tasks::stop_token()).await });
    }
    let (db, clock) = (wired.db.clone(), wired.clock.clone());
    web::tasks::spawn("recurring jobs", async move {
        let stop = web::tasks::stop_token();
        while !stop.is_cancelled() {
            let due = [
                ops::enqueue_recurring(&db, &*clock).await,
                projects::jobs::schedule(&db, &*clock).await,
                collab::jobs::schedule(&db, &*clock).await,
                billing::schedule(&db, &*clock).await,
            ];
            for fault in due.into_iter().filter_map(Result::err) {
                tracing::warn!(error = fault.chain(), "recurring jobs could not be enqueued");
            }
            tokio::select! { () = tokio::time::sleep(RECUR_EVERY) => {}, () = stop.cancelled() => {} }
        }
    });
}
