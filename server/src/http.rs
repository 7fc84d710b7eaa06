//! How a request travels: named and measured, guarded, recognised, then handed to a door.
use std::{
    io::{ErrorKind, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use app::{Bundle, MAX_RECORDING_BYTES, Replay, SiteFiles};
use axum::{
    Extension, Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use identity_contract::Session;
use kernel::{Caller, Classify, Kind};
use leptos_axum::LeptosRoutes;
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};
use web::{Csp, Error, Resolved, TrustedProxies};

use crate::{config::Config, openapi::describe, pages, probes, wiring::Wired};

/// Largest body that a door takes unless it says otherwise.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// A page or an answer that takes longer than this is given up; streams are not bound by it.
const PAGE_TIMEOUT: Duration = Duration::from_secs(30);

/// What the shell needs to know about the built site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The folder with `pkg`, `assets` and `public`.
    pub dir: PathBuf,
    /// Names of the built files.
    pub files: SiteFiles,
    /// The recorded room of the landing page, where there is one that can be played.
    pub replay: Option<Arc<Replay>>,
}

impl Site {
    /// Reads the names of the built files from the manifest, and the recording.
    pub fn read(dir: PathBuf) -> Self {
        let names = |manifest: &str| -> serde_json::Value {
            let text = std::fs::read_to_string(dir.join(manifest)).unwrap_or_default();
            serde_json::from_str(&text).unwrap_or_default()
        };
        let assets = names("assets/manifest.json");
        let asset = |key: &str| Some(format!("/assets/{}", assets.get(key)?.as_str()?));
        let (editor, preview) = (asset("monaco.js"), asset("preview.host"));
        let names = names("pkg/manifest.json");
        let path = |key: &str, otherwise: &str| {
            format!("/pkg/{}", names.get(key).and_then(|name| name.as_str()).unwrap_or(otherwise))
        };
        let bundle = |part: &str| Bundle {
            js: path(&format!("{part}.js"), "app.js"),
            wasm: path(&format!("{part}.wasm"), "app.wasm"),
        };
        let files = SiteFiles {
            css: path("css", "app.css"),
            workspace: bundle("workspace"),
            plan: bundle("plan"),
            live: bundle("live"),
            editor,
            preview,
        };
        let replay = recording(&dir.join("public/replay.json"));
        Self { dir, files, replay }
    }
}

/// The recorded room. Without one the landing page has a section less; one that is broken is worth a word in the log.
fn recording(path: &Path) -> Option<Arc<Replay>> {
    let mut json = String::new();
    // One byte more than may be there tells that it is too long.
    let read =
        std::fs::File::open(path).and_then(|file| file.take(MAX_RECORDING_BYTES as u64 + 1).read_to_string(&mut json));
    let replay = match read {
        Ok(_) => Replay::read(&json),
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => Err(error.to_string()),
    };
    replay
        .inspect_err(|problem| tracing::warn!(%problem, "public/replay.json cannot be shown; record it anew"))
        .ok()
        .map(Arc::new)
}

/// Everything that answers on the app's own address.
pub fn app_router(config: &Config, wired: Arc<Wired>, site: Site, metrics: Option<PrometheusHandle>) -> Router {
    let (api, mut document) = wired.api.clone().split_for_parts();
    let api = api.method_not_allowed_fallback(wrong_method);
    describe(&mut document, &config.public_url);
    let document = Arc::new(serde_json::to_string(&document).unwrap_or_default());

    let pages = pages::Pages::new(config, wired.clone(), site.clone(), document.clone());
    let options = pages.options.clone();
    let context = pages.context();
    let routes = leptos_axum::generate_route_list(app::App);
    let files = site.files.clone();
    let shell = move || app::shell(files.clone());
    let fallback_pages = pages.clone();

    let server_functions = {
        let context = context.clone();
        move |request: Request<Body>| leptos_axum::handle_server_fns_with_context(context.clone(), request)
    };
    let leptos = Router::new()
        .route("/_app/{*function}", get(server_functions.clone()).post(server_functions))
        .leptos_routes_with_context(&options, routes, context, shell)
        .with_state(options);

    let immutable = HeaderValue::from_static("public, max-age=31536000, immutable");
    let built = |folder: &str| {
        let service = ServeDir::new(site.dir.join(folder)).precompressed_br().append_index_html_on_directories(false);
        Router::new()
            .fallback_service(service)
            .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, immutable.clone()))
    };
    let with = |name: header::HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    // A worker obeys the policy of its own script: the bundler compiles WebAssembly.
    let worker = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
    // Names without a hash may change under their address.
    let a_day = "public, max-age=86400";
    let assets = Router::new()
        .nest("/monaco", built("assets/monaco").layer(with(header::CONTENT_SECURITY_POLICY, worker)))
        .nest("/preview", built("assets/preview").layer(with(header::CONTENT_SECURITY_POLICY, worker)))
        .nest("/fonts", built("assets/fonts").layer(with(header::CACHE_CONTROL, a_day)))
        .route_service("/manifest.json", ServeFile::new(site.dir.join("assets/manifest.json")))
        .fallback_service(ServeDir::new(site.dir.join("assets")).precompressed_br());
    let public = ServeDir::new(site.dir.join("public")).precompressed_br().append_index_html_on_directories(false);

    let csp =
        Csp { preview_hosts: config.sites_url.replace("{id}", "*"), https: config.public_url.starts_with("https://") };
    let door = Door {
        wired: wired.clone(),
        secure: config.secure_cookies,
        css: site.files.css.clone(),
        market_cache: pages.market_cache.clone(),
    };

    let mut router = Router::new()
        .merge(api)
        .merge(wired.forms.clone())
        .merge(leptos)
        .route(
            "/api/v1/openapi.json",
            get(move || async move { ([(header::CONTENT_TYPE, "application/json")], (*document).clone()) }),
        )
        .route("/api/{*rest}", axum::routing::any(no_such_api))
        .nest("/pkg", built("pkg"))
        .nest("/assets", assets)
        .fallback_service(public.fallback(get(move |request: Request| fallback_pages.clone().not_found(request))))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(door, recognise))
        .layer(CsrfLayer::new().with_rejection_response(cross_site))
        .merge(probes::routes(wired.clone(), metrics))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(move |request, next| web::protect(csp.clone(), request, next)));
    router = router
        .layer(middleware::from_fn(web::observe))
        .layer(Extension(TrustedProxies(wired.trusted_proxies.clone())))
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest));
    router
}

#[derive(Clone)]
struct Door {
    wired: Arc<Wired>,
    secure: bool,
    css: String,
    market_cache: pages::MarketCache,
}

/// Finds out who calls, and sends people who must sign in to the sign-in page.
async fn recognise(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let cookie_name = identity::session_cookie_name(door.secure);
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let secret = web::cookie(request.headers(), cookie_name).map(str::to_owned);
    let share_token = web::cookie(request.headers(), "burnish_share").map(str::to_owned);

    let resolved: Result<Option<Session>, _> = match (&bearer, &secret) {
        (Some(token), _) => door.wired.identity.resolve_token(token).await.map(Some),
        (None, Some(secret)) => door.wired.identity.resolve_cookie(secret).await,
        (None, None) => Ok(None),
    };
    let path = request.uri().path().to_owned();
    let is_page = request.method() == Method::GET && !path.starts_with("/api/");
    let mut stale_cookie = false;
    let resolved = match resolved {
        Ok(Some(session)) => {
            let caller = Caller::Person { who: session.who, share_token };
            request.extensions_mut().insert(session);
            Ok(caller)
        }
        Ok(None) => {
            stale_cookie = secret.is_some();
            Ok(share_token.map_or(Caller::Anonymous, |share_token| Caller::Guest { share_token }))
        }
        Err(error) if error.fault().is_some() => {
            let error = Error::from(error);
            return if is_page { pages::plain(&error, &door.css) } else { error.into_response() };
        }
        Err(error) => Err((error.kind(), error.code(), error.to_string())),
    };
    let anonymous = matches!(resolved, Ok(Caller::Anonymous | Caller::Guest { .. }));
    // A guest has no account and can still have a place in a room.
    let is_nobody = matches!(resolved, Ok(Caller::Anonymous));
    let must_sign_in = (anonymous && pages::needs_sign_in(&path)) || (is_nobody && pages::needs_a_place(&path));
    if is_page && must_sign_in {
        let wish = request.uri().path_and_query().map_or(path.as_str(), |wish| wish.as_str());
        let wish = percent_encoding::utf8_percent_encode(wish, percent_encoding::NON_ALPHANUMERIC);
        return Redirect::to(&format!("/sign-in?next={wish}")).into_response();
    }
    let flash = is_page.then(|| web::read_flash(request.headers())).flatten();
    let had_flash = flash.is_some();
    if let Some(flash) = flash {
        request.extensions_mut().insert(flash);
    }
    request.extensions_mut().insert(Resolved(Arc::new(resolved)));

    let cacheable = is_page && anonymous && !had_flash && path.starts_with("/marketplace");
    let mut response = if cacheable {
        door.market_cache.serve(request, next).await
    } else {
        let streams = request.headers().get(header::ACCEPT).is_some_and(|a| a == "text/event-stream");
        if streams || !is_page {
            next.run(request).await
        } else {
            match tokio::time::timeout(PAGE_TIMEOUT, next.run(request)).await {
                Ok(response) => response,
                Err(_) => {
                    let error = Error::new(Kind::Unavailable, "timeout", "That took too long. Try again in a moment.");
                    pages::plain(&error, &door.css)
                }
            }
        }
    };
    let is_html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"));
    if had_flash && is_html {
        response.headers_mut().append(header::SET_COOKIE, web::clear_flash(door.secure));
    }
    if stale_cookie {
        response.headers_mut().append(header::SET_COOKIE, identity::clear_session_cookie(door.secure));
    }
    if is_html && (!anonymous || pages::needs_a_place(&path)) {
        // Somebody else at this computer must not find the page with the back button.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    response
}

/// Another site's page made a browser send this. What it wanted was not done.
fn cross_site(_: ProtectionError) -> Response {
    let message =
        "This was sent by a page of another site, so nothing was done. Open Burnish itself and try again there.";
    Error::new(Kind::Forbidden, "cross_site", message).into_response()
}

async fn wrong_method() -> Response {
    let message = "This address exists, but not for that method. The API is described at /docs/api.";
    let mut response = Error::new(Kind::Invalid, "wrong_method", message).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

async fn no_such_api() -> Error {
    Error::new(Kind::NotFound, "not_found", "There is nothing at this address. The API is described at /docs/api.")
}

fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message");
    tracing::error!(panic = what, "a handler panicked");
    let mut response =
        Error::new(Kind::Fault, "fault", "Something went wrong on our side. It has been logged.").into_response();
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

/// The address of a request's peer, for what only this machine may see.
pub(crate) fn is_local(request: &Request) -> bool {
    request.extensions().get::<ConnectInfo<SocketAddr>>().is_some_and(|info| info.0.ip().is_loopback())
        && !request.headers().contains_key("x-forwarded-for")
}
