//! The other host: previews. Nothing of the app is served here, and no cookie of the app ever arrives.
//!
//! `p-{project}` is an empty stage: a boot page and a service worker that get the bundled files from the workspace
//! through a message channel. `t-{listing}` serves the files of a template that runs without bundling.
use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use kernel::{ListingId, ProjectId};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

use crate::{config::Config, http::Site, wiring::Wired};

/// Whose preview a host is.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Project,
    Template(ListingId),
}

#[derive(Clone)]
struct Sites {
    wired: Arc<Wired>,
    /// The host after the id, such as `localhost:3001`.
    suffix: String,
    /// Who may show a preview in a frame.
    app_origin: String,
    /// What stands there outside a workspace.
    index: String,
}

/// Everything that answers on the preview host.
pub fn sites_router(config: &Config, wired: Arc<Wired>, site: &Site) -> Router {
    let suffix = config.sites_url.split("{id}.").nth(1).unwrap_or_default().to_owned();
    let index = std::fs::read_to_string(site.dir.join("assets/site/index.html")).unwrap_or_default();
    let sites = Sites { wired, suffix, app_origin: config.public_url.clone(), index };
    let stage = site.dir.join("assets/site");
    let boot = ServeDir::new(&stage).precompressed_br().append_index_html_on_directories(false);
    let vendor = ServeDir::new(site.dir.join("assets/vendor")).precompressed_br();
    let header = |name: header::HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    let import_map = ServeFile::new(site.dir.join("assets/vendor/importmap.json"));
    let vendor = Router::new()
        .fallback_service(vendor)
        .layer(header(header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .route_service("/importmap.json", import_map)
        .layer(header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(header(header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"));
    Router::new()
        .nest_service("/__burnish", boot)
        .route_service("/sw.js", ServeFile::new(stage.join("sw.js")))
        .nest("/vendor", vendor)
        .route("/", get(template_root))
        .route("/{*path}", get(template_file))
        .with_state(sites.clone())
        .layer(middleware::from_fn_with_state(sites, guard))
}

/// Knows the host, or refuses; puts the headers of a stranger's page on.
async fn guard(State(sites): State<Sites>, mut request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let id = host.strip_suffix(sites.suffix.as_str()).and_then(|id| id.strip_suffix('.'));
    let stage = id.and_then(|id| match id.split_once('-')? {
        ("p", id) => id.parse::<ProjectId>().ok().map(|_| Stage::Project),
        ("t", id) => id.parse().ok().map(Stage::Template),
        _ => None,
    });
    let Some(stage) = stage else {
        return (StatusCode::MISDIRECTED_REQUEST, "There is no preview at this address.").into_response();
    };
    request.extensions_mut().insert(stage);
    let is_stage_file = matches!(stage, Stage::Project);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let frame = format!("frame-ancestors {}", sites.app_origin);
    if let Ok(policy) = HeaderValue::from_str(&frame) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
        ("origin-agent-cluster", "?1"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_stage_file {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        headers.insert("service-worker-allowed", HeaderValue::from_static("/"));
    }
    response
}

async fn template_root(state: State<Sites>, stage: axum::Extension<Stage>) -> Response {
    template_file(state, stage, Path("index.html".to_owned())).await
}

async fn template_file(
    State(sites): State<Sites>,
    axum::Extension(stage): axum::Extension<Stage>,
    Path(path): Path<String>,
) -> Response {
    let listing = match stage {
        Stage::Template(listing) => listing,
        // The stage's service worker answers these; a request that comes through was made outside a workspace.
        Stage::Project => return ([(header::CACHE_CONTROL, "no-store")], Html(sites.index.clone())).into_response(),
    };
    match sites.wired.market_files.preview_file(listing, &path).await {
        Ok(Some(file)) => ([(header::CONTENT_TYPE, file.content_type), (header::CACHE_CONTROL, "no-cache")], file.text)
            .into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such file in this template.").into_response(),
        Err(error) => {
            tracing::error!(%error, "a template's preview file could not be read");
            (StatusCode::SERVICE_UNAVAILABLE, "The preview is not available right now.").into_response()
        }
    }
}
