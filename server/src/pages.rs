//! Rendering pages: what goes into Leptos's context, and the short-lived cache of marketplace pages.
use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use identity_contract::Session;
use kernel::Caller;
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use ui_kit::{
    ActingFor, Notice, Visitor, VisitorInfo,
    server::{ApiDescription, FaultLog, StatusSink},
};
use web::{CspNonce, Flash, Resolved};

use crate::{config::Config, http::Site, wiring::Wired};

/// Pages that exist for signed-in people only.
pub fn needs_sign_in(path: &str) -> bool {
    path == "/home"
        || path == "/projects"
        || path.starts_with("/projects/")
        || path.starts_with("/settings/")
        || path.starts_with("/admin/")
        || path.starts_with("/describe/")
        || path == "/notifications"
}

/// Pages that exist for whoever has a place in a room: people, and guests who came through a link.
pub fn needs_a_place(path: &str) -> bool {
    path.starts_with("/rooms/") || path.starts_with("/p/")
}

/// Renders pages.
#[derive(Clone)]
pub struct Pages {
    wired: Arc<Wired>,
    site: Site,
    insecure: bool,
    outbox_only: bool,
    writer: String,
    api: Arc<String>,
    /// Leptos's own settings.
    pub options: LeptosOptions,
    /// Marketplace pages for signed-out visitors.
    pub market_cache: MarketCache,
}

impl Pages {
    /// Pages over these services.
    pub fn new(config: &Config, wired: Arc<Wired>, site: Site, api: Arc<String>) -> Self {
        let options = LeptosOptions::builder()
            .output_name("app")
            .site_root(site.dir.to_string_lossy().into_owned())
            .site_addr(config.addr)
            .build();
        Self {
            wired,
            site,
            insecure: !config.secure_cookies,
            outbox_only: config.smtp.is_none(),
            writer: config.openai.as_ref().map(|endpoint| endpoint.model.clone()).unwrap_or_default(),
            api,
            options,
            market_cache: MarketCache::new(config.market_cache_seconds),
        }
    }

    /// What every page and server function finds in the context.
    pub fn context(&self) -> impl Fn() + Clone + Send + Sync + 'static {
        let wired = self.wired.clone();
        let (insecure, outbox_only) = (self.insecure, self.outbox_only);
        let api = ApiDescription(self.api.clone());
        let writer = self.writer.clone();
        let replay = self.site.replay.clone();
        move || {
            provide_context(wired.identity.clone());
            provide_context(wired.projects.clone());
            provide_context(wired.assist.clone());
            provide_context(wired.collab.clone());
            provide_context(wired.market.clone());
            provide_context(wired.ops.clone());
            provide_context(api.clone());
            if let Some(replay) = &replay {
                provide_context(replay.clone());
            }
            let log = |code: &'static str, chain: &str| {
                tracing::error!(code, error = chain, "a page or server function failed through our fault");
            };
            provide_context(FaultLog(Arc::new(log)));
            if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
                provide_context(StatusSink(Arc::new(move |kind| response.set_status(web::status(kind)))));
            }
            let Some(parts) = use_context::<Parts>() else { return };
            if let Some(CspNonce(nonce)) = parts.extensions.get::<CspNonce>() {
                provide_context(leptos::nonce::Nonce::from_value(nonce.as_str()));
            }
            let caller = match parts.extensions.get::<Resolved>() {
                Some(Resolved(found)) => found.as_ref().clone().unwrap_or_default(),
                None => Caller::Anonymous,
            };
            provide_context(caller);
            let session = parts.extensions.get::<Session>();
            let notice = parts.extensions.get::<Flash>().map(|flash| Notice {
                is_error: flash.is_error,
                message: flash.message.clone(),
                fields: flash.fields.clone(),
            });
            provide_context(ActingFor(session.map(|session| session.org_name.clone()).unwrap_or_default()));
            provide_context(Visitor {
                info: session.map(|session| VisitorInfo {
                    display_name: session.display_name.clone(),
                    username: session.username.clone(),
                    is_operator: session.who.is_operator,
                }),
                theme: session.map_or("system", |session| session.theme.as_str()).to_owned(),
                path: parts.uri.path().to_owned(),
                notice,
                insecure,
                outbox_only,
                writer: writer.clone(),
            });
        }
    }

    /// The page for addresses that lead nowhere.
    pub async fn not_found(self, request: Request) -> Response {
        let files = self.site.files.clone();
        let context = self.context();
        let render = leptos_axum::render_app_async_with_context(context, move || app::shell(files.clone()));
        let mut response = render(request).await;
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    }
}

/// A page for when no page can be rendered: it needs neither the database nor any script.
pub fn plain(error: &web::Error, css: &str) -> Response {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>Not available · Burnish</title>\
         <link rel=\"stylesheet\" href=\"{css}\"></head><body><main id=\"main\" class=\"shell-page shell-page-narrow\">\
         <div class=\"kit-empty\"><h1>This page cannot be shown right now</h1><p>{}</p><p>Request {}</p></div></main></body></html>",
        error.message(),
        web::current_request_id(),
    );
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (web::status(error.kind()), headers, html).into_response()
}

/// Keeps rendered marketplace pages for a few seconds. Signed-out visitors only: those pages are the same for all, but
/// for the nonce, which is replaced on each answer.
#[derive(Clone)]
pub struct MarketCache {
    kept: Option<moka::future::Cache<String, Kept>>,
}

#[derive(Clone)]
struct Kept {
    nonce: String,
    headers: HeaderMap,
    html: Bytes,
}

/// Most pages that are kept. A page has some 40 kB.
const MOST_KEPT: u64 = 500;

impl MarketCache {
    fn new(seconds: u64) -> Self {
        let kept = (seconds > 0).then(|| {
            moka::future::Cache::builder().max_capacity(MOST_KEPT).time_to_live(Duration::from_secs(seconds)).build()
        });
        Self { kept }
    }

    /// Answers from what is kept, or renders and keeps.
    pub async fn serve(&self, request: Request, next: Next) -> Response {
        let Some(kept) = &self.kept else { return next.run(request).await };
        let key = request.uri().path_and_query().map_or_else(String::new, |wish| wish.as_str().to_owned());
        let nonce = request.extensions().get::<CspNonce>().map(|nonce| nonce.0.clone()).unwrap_or_default();
        if key.len() <= 500
            && let Some(page) = kept.get(&key).await
        {
            return page.answer(&nonce);
        }
        let response = next.run(request).await;
        if response.status() != StatusCode::OK || key.len() > 500 {
            return response;
        }
        let (parts, body) = response.into_parts();
        match axum::body::to_bytes(body, 2 * 1024 * 1024).await {
            Ok(html) => {
                let page = Kept { nonce: nonce.clone(), headers: parts.headers, html };
                kept.insert(key, page.clone()).await;
                page.answer(&nonce)
            }
            Err(error) => {
                tracing::error!(%error, "a rendered page could not be read");
                web::Error::new(kernel::Kind::Fault, "fault", "Something went wrong on our side.").into_response()
            }
        }
    }
}

impl Kept {
    fn answer(&self, nonce: &str) -> Response {
        // Both nonces have the same length, so the page keeps its length.
        let html = if self.nonce.is_empty() || !contains(&self.html, self.nonce.as_bytes()) {
            Body::from(self.html.clone())
        } else {
            Body::from(String::from_utf8_lossy(&self.html).replace(&self.nonce, nonce))
        };
        let mut response = Response::new(html);
        *response.headers_mut() = self.headers.clone();
        response.headers_mut().remove(header::CONTENT_SECURITY_POLICY);
        response
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
