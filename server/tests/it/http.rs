//! The whole server, as a browser and a program meet it.
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, header},
};
use kernel::Caller;
use market_contract::Browse;
use ports::{BlobStore, Clock, mail::OutboxOnly};
use server::{
    Site, app_router,
    config::Config,
    sites_router,
    wiring::{Outside, Wired, wire},
};
use testkit::{Answer, Person, World, world};

/// Everything that `burnish serve` puts together, without sockets.
pub struct House {
    pub world: World,
    pub wired: Arc<Wired>,
    pub app: Router,
    pub sites: Router,
    folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A folder of this test alone, with a built site in it.
pub fn built_site() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("burnish-it-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    for (path, text) in [
        (
            "site/pkg/manifest.json",
            r#"{"css": "app-c55.css", "workspace.js": "app-0a.js", "workspace.wasm": "app-0b.wasm", "live.js": "live-0a.js", "live.wasm": "live-0b.wasm", "plan.js": "plan-0a.js", "plan.wasm": "plan-0b.wasm"}"#,
        ),
        ("site/pkg/app-c55.css", "body { color: black }"),
        ("site/pkg/app-0a.js", "export default 1"),
        ("site/public/page.js", "// the page"),
        ("site/assets/manifest.json", "{}"),
        ("site/assets/preview/bundler-1.js", "self.onmessage = 1"),
        ("site/assets/site/index.html", "<!doctype html><p>Open this in the workspace.</p>"),
        ("site/assets/site/sw.js", "self.addEventListener('fetch', () => {})"),
        ("site/assets/vendor/importmap.json", "{\"imports\": {}}"),
        ("private.txt", "nobody's business"),
    ] {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    folder
}

pub async fn house() -> House {
    let world = world().await;
    let db = world.db.clone();
    house_on(world, db)
}

fn config_in(folder: &Path) -> Config {
    Config::from_values(|name| match name {
        "BURNISH_DATA_DIR" => Some(folder.join("data").to_string_lossy().into_owned()),
        "BURNISH_SITE_DIR" => Some(folder.join("site").to_string_lossy().into_owned()),
        _ => None,
    })
    .expect("a good configuration")
}

/// On another way to the same database.
pub fn house_on(world: World, db: db::Db) -> House {
    let folder = built_site();
    let config = config_in(&folder);
    let outside = Outside {
        clock: world.clock.clone(),
        blobs: world.blobs.clone() as Arc<dyn BlobStore>,
        mailer: Arc::new(OutboxOnly),
        model: None,
        analyst: Arc::new(analyst::Analyst::new()),
    };
    let wired = Arc::new(wire(&config, db, outside).unwrap_or_else(|fault| panic!("{}", fault.chain())));
    let site = Site::read(config.site_dir.clone());
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder().handle();
    let app = app_router(&config, wired.clone(), site.clone(), Some(metrics));
    let sites = sites_router(&config, wired.clone(), &site);
    House { world, wired, app, sites, folder }
}

/// A request in the making.
pub fn request(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:3000")
}

impl House {
    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        self.world.client(self.app.clone()).send(&Caller::Anonymous, request).await
    }

    /// `GET` as a visitor who is not signed in.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    /// `GET` with a cookie.
    pub async fn get_with(&self, path: &str, cookie: &str) -> Answer {
        let request = request(Method::GET, path).header(header::COOKIE, cookie);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// `GET` with a token.
    pub async fn get_as(&self, path: &str, token: &str) -> Answer {
        let request = request(Method::GET, path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends JSON as nobody.
    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Answer {
        let request = request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// A browser that is signed in as that person: its cookie.
    pub async fn cookie_of(&self, person: &Person) -> String {
        let secret = format!("secret-of-{}", person.name);
        sqlx::query(
            "update sessions set secret_hash = sha256(convert_to($2, 'UTF8')), last_seen_at = to_timestamp($3),
               expires_at = to_timestamp($3) + interval '1 day' where session_id = $1",
        )
        .bind(person.who.session.uuid())
        .bind(&secret)
        .bind(self.world.clock.now().seconds() as f64)
        .execute(&self.world.owner)
        .await
        .expect("the session can be changed");
        format!("__Host-burnish={secret}")
    }

    /// A request to the other host.
    pub async fn preview(&self, host: &str, path: &str) -> Answer {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, host)
            .header(header::COOKIE, "__Host-burnish=stolen; burnish_share=stolen")
            .body(Body::empty())
            .expect("a request");
        self.world.client(self.sites.clone()).send(&Caller::Anonymous, request).await
    }
}

pub fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub fn assert_html(answer: &Answer) {
    assert!(text(&answer.headers, "content-type").starts_with("text/html"), "{:?}", answer.headers);
}

/// The nonce that the policy of an answer names.
fn nonce(answer: &Answer) -> String {
    let policy = text(&answer.headers, "content-security-policy");
    let rest = policy.split("'nonce-").nth(1).unwrap_or_else(|| panic!("no nonce in “{policy}”"));
    rest.split('\'').next().unwrap_or_default().to_owned()
}

/// The opening tags of all scripts that a browser would run.
fn running_scripts(html: &str) -> Vec<&str> {
    let tags = html.split("<script").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    tags.filter(|tag| !tag.contains("json")).collect()
}

#[tokio::test]
async fn only_scripts_with_the_nonce_of_this_answer_run() {
    let house = house().await;
    let mut seen = Vec::new();
    // The marketplace comes from a cache the second time.
    for path in ["/", "/", "/marketplace", "/marketplace", "/sign-in", "/nothing-here"] {
        let page = house.get(path).await;
        assert_html(&page);
        let (nonce, html) = (nonce(&page), page.text());
        assert!(nonce.len() >= 24, "{nonce}");
        let scripts = running_scripts(&html);
        assert!(!scripts.is_empty(), "{path} has the script of every page");
        for tag in scripts {
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        let policy = text(&page.headers, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'nonce-"), "{policy}");
        let scripts = policy.split(';').find(|part| part.contains("script-src")).unwrap();
        assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{policy}");
        assert!(!seen.contains(&nonce), "{path}: a nonce is used once");
        seen.push(nonce);
    }
}

#[tokio::test]
async fn the_landing_page_shows_a_recorded_room_that_can_be_played() {
    let house = house().await;
    let good = r##"{"people": [{"name": "Ada", "colour": "#0169f9"}, {"name": "Ben", "colour": "#b0540e"}],
        "file": "a.ts", "start": "one", "events": [{"at_ms": 900, "by": 1, "operation": [3, " <two>"]}]}"##;
    for (recording, is_shown) in [(None, false), (Some("{}"), false), (Some(good), true)] {
        if let Some(recording) = recording {
            std::fs::write(house.folder.join("site/public/replay.json"), recording).unwrap();
        }
        let config = config_in(&house.folder);
        let app = app_router(&config, house.wired.clone(), Site::read(config.site_dir.clone()), None);
        let request = request(Method::GET, "/").body(Body::empty()).unwrap();
        let page = house.world.client(app).send(&Caller::Anonymous, request).await;
        assert_eq!(page.status, 200, "{}", page.text());
        for part in ["data-replay", "Ada and Ben write a.ts", "one &lt;two&gt;"] {
            assert_eq!(page.text().contains(part), is_shown, "{part} of {recording:?}");
        }
    }
}

#[tokio::test]
async fn every_answer_keeps_itself_to_itself() {
    let house = house().await;
    for path in ["/", "/api/v1/nothing", "/pkg/app-c55.css", "/health"] {
        let answer = house.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(text(&answer.headers, name), value, "{name} of {path}");
        }
    }
}

#[tokio::test]
async fn signed_out_visitors_get_html_with_content_and_no_webassembly() {
    let house = house().await;
    assert!(house.wired.market.load_examples().await.unwrap() > 0);
    let shelf = house.wired.market.browse(&Caller::Anonymous, Browse::default()).await.unwrap();
    let market = house.get("/marketplace").await;
    assert_eq!(market.status, 200);
    let html = market.text();
    assert!(shelf.items.len() > 5, "there is something to see");
    for card in &shelf.items {
        assert!(html.contains(&format!("/{}\"", card.slug)), "a link to {} is missing", card.slug);
    }
    let links: Vec<&str> = html.split("<link").filter_map(|rest| rest.split('>').next()).collect();
    let canonical: Vec<&&str> = links.iter().filter(|link| link.contains("rel=\"canonical\"")).collect();
    assert!(
        canonical.len() == 1 && canonical[0].contains("href=\"http://127.0.0.1:3000/marketplace\""),
        "{canonical:?}"
    );
    for path in ["/", "/marketplace", "/marketplace/templates", "/sign-in", "/sign-up", "/docs/api"] {
        let page = house.get(path).await;
        let html = page.text();
        assert_eq!(page.status, 200, "{path}");
        assert!(!html.contains(".wasm") && !html.contains("app-0a.js"), "{path} loads WebAssembly");
        assert!(html.contains("/pkg/app-c55.css"), "{path} names the stylesheet that was built");
        let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
        assert!(title.contains("Burnish"), "{path} is called “{title}”");
        assert!(!text(&page.headers, "cache-control").contains("private"), "{path}");
    }
}

#[tokio::test]
async fn pages_of_ones_own_lead_to_sign_in_and_back() {
    let house = house().await;
    for (path, next) in [
        ("/home", "/sign-in?next=%2Fhome"),
        ("/projects?page=2", "/sign-in?next=%2Fprojects%3Fpage%3D2"),
        ("/settings/sessions", "/sign-in?next=%2Fsettings%2Fsessions"),
    ] {
        let answer = house.get(path).await;
        assert_eq!((answer.status, text(&answer.headers, "location")), (303, next));
    }
    let form = house.get("/sign-in?next=%2Fprojects%3Fpage%3D2").await.text();
    assert!(form.contains("name=\"next\" value=\"/projects?page=2\""), "{form}");

    let ada = house.world.person("ada").await;
    let cookie = house.cookie_of(&ada).await;
    let home = house.get_with("/home", &cookie).await;
    assert_eq!(home.status, 200, "{}", home.text());
    assert!(!home.text().contains(".wasm"), "plain pages stay plain for those who are signed in");
    assert_eq!(text(&home.headers, "cache-control"), "private, no-store", "for nobody but her");
}

#[tokio::test]
async fn the_workspace_is_alive_and_may_show_previews() {
    let house = house().await;
    let ada = house.world.person("ada").await;
    let cookie = house.cookie_of(&ada).await;
    let made = request(Method::POST, "/api/v1/projects")
        .header(header::COOKIE, &cookie)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(r#"{"description": "a reading list with title and author"}"#))
        .unwrap();
    let made = house.send(made).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("/p/{}", made.json()["id"].as_str().unwrap());
    let page = house.get_with(&path, &cookie).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("/pkg/app-0b.wasm") && page.text().contains("/pkg/app-0a.js"));
    let nonce = nonce(&page);
    for tag in running_scripts(&page.text()) {
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
    }
    let policy = text(&page.headers, "content-security-policy");
    assert!(policy.contains("frame-src http://*.localhost:3001;"), "{policy}");

    let bob = house.world.person("bob").await;
    let elsewhere = house.get_with(&path, &house.cookie_of(&bob).await).await;
    assert_eq!(elsewhere.status, 404, "to others it does not exist");
    assert!(!elsewhere.text().contains("Reading list"));
}

#[tokio::test]
async fn a_cookie_that_means_nothing_any_more_is_taken_away() {
    let house = house().await;
    let answer = house.get_with("/", "__Host-burnish=long-gone").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        text(&answer.headers, "set-cookie"),
        "__Host-burnish=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
    );
}

#[tokio::test]
async fn what_a_form_had_to_say_is_shown_once_without_the_password() {
    let house = house().await;
    let sent = request(Method::POST, "/auth/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("login=ada%3Cb%3E&password=nine+tall+ladders"))
        .unwrap();
    let refused = house.send(sent).await;
    assert_eq!((refused.status, text(&refused.headers, "location")), (303, "/sign-in"));
    let cookie = text(&refused.headers, "set-cookie").split(';').next().unwrap().to_owned();
    assert!(!cookie.contains("ladders"));

    let page = house.get_with("/sign-in", &cookie).await;
    let html = page.text();
    assert!(html.contains("do not belong together"), "{html}");
    assert!(html.contains("value=\"ada&lt;b&gt;\"") && !html.contains("ada<b>"), "fields come back as text");
    assert!(!html.contains("ladders"));
    assert!(text(&page.headers, "set-cookie").starts_with("burnish_flash=; "), "{:?}", page.headers);
    assert!(!house.get("/sign-in").await.text().contains("do not belong together"));
}

#[tokio::test]
async fn other_sites_cannot_act_through_a_browser() {
    let house = house().await;
    let sent = |headers: &[(&str, &str)]| {
        let mut request = request(Method::POST, "/auth/sign-out");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        house.send(request.body(Body::empty()).unwrap())
    };
    for refused in [
        sent(&[("sec-fetch-site", "cross-site")]).await,
        sent(&[("sec-fetch-site", "same-site")]).await,
        sent(&[("origin", "http://p-1.localhost:3001")]).await,
        sent(&[("origin", "null")]).await,
    ] {
        assert_eq!((refused.status, refused.code()), (403, "cross_site".into()), "{}", refused.text());
    }
    for taken in [
        sent(&[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:3000")]).await,
        sent(&[("origin", "http://127.0.0.1:3000")]).await,
        // A program that is no browser sends neither.
        sent(&[]).await,
    ] {
        assert_eq!(taken.status, 303, "{}", taken.text());
    }
    let link = request(Method::GET, "/sign-in").header("sec-fetch-site", "cross-site");
    assert_eq!(house.send(link.body(Body::empty()).unwrap()).await.status, 200, "links from elsewhere work");
}

#[tokio::test]
async fn a_request_keeps_its_id_when_it_is_a_plain_one() {
    let house = house().await;
    let ask = |id: &str| {
        let request = request(Method::GET, "/api/v1/nothing").header("x-request-id", id);
        house.send(request.body(Body::empty()).unwrap())
    };
    let plain = ask("abc-123-DEF").await;
    assert_eq!(text(&plain.headers, "x-request-id"), "abc-123-DEF");
    assert_eq!(plain.json()["error"]["requestId"], "abc-123-DEF");
    let long = "x".repeat(65);
    for odd in ["short", "has a space", "semi;colon-in-it", "<script>alert(1)</script>", long.as_str()] {
        let answer = ask(odd).await;
        let id = text(&answer.headers, "x-request-id");
        assert!(id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{odd} became {id}");
        assert_eq!(answer.json()["error"]["requestId"], id);
    }
}

#[tokio::test]
async fn machines_can_ask_how_it_is() {
    let house = house().await;
    let health = house.get("/health").await;
    assert_eq!((health.status, health.json()["status"].as_str()), (200, Some("ok")));
    let ready = house.get("/ready").await;
    assert_eq!((ready.status, ready.json()["status"].as_str()), (200, Some("ready")));

    let ask = |peer: Option<&str>, forwarded: bool| {
        let mut request = request(Method::GET, "/metrics");
        if forwarded {
            request = request.header("x-forwarded-for", "127.0.0.1");
        }
        let mut request = request.body(Body::empty()).unwrap();
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        }
        house.send(request)
    };
    assert_eq!(ask(Some("127.0.0.1:5000"), false).await.status, 200);
    assert_eq!(ask(Some("[::1]:5000"), false).await.status, 200);
    assert_eq!(ask(Some("192.0.2.7:5000"), false).await.status, 404);
    assert_eq!(ask(Some("127.0.0.1:5000"), true).await.status, 404, "a proxy asks for somebody else");
    assert_eq!(ask(None, false).await.status, 404);
}

#[tokio::test]
async fn built_files_are_kept_for_good_and_nothing_else_is_served() {
    let house = house().await;
    let css = house.get("/pkg/app-c55.css").await;
    assert_eq!((css.status, css.text().as_str()), (200, "body { color: black }"));
    assert_eq!(text(&css.headers, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(house.get("/page.js").await.text(), "// the page");
    let worker = house.get("/assets/preview/bundler-1.js").await;
    assert!(text(&worker.headers, "content-security-policy").contains("'wasm-unsafe-eval'"));
    for path in [
        "/pkg/nothing.css",
        "/pkg/../private.txt",
        "/pkg/%2e%2e/%2e%2e/private.txt",
        "/pkg/..%2f..%2fprivate.txt",
        "/assets/..%5c..%5cprivate.txt",
        "/%2e%2e/private.txt",
        "/pkg/",
        "/assets/preview/",
    ] {
        let answer = house.get(path).await;
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
        assert!(!answer.text().contains("nobody's business"), "{path}");
    }
}

#[tokio::test]
async fn a_program_signs_up_signs_in_and_its_token_lives_for_a_day() {
    let house = house().await;
    let wish = serde_json::json!({"email": "ada@example.org", "username": "ada", "password": "seven wet bricks"});
    assert_eq!(house.post("/api/v1/auth/register", &wish).await.status, 202);
    let mail: String = sqlx::query_scalar("select body from mails").fetch_one(&house.world.owner).await.unwrap();
    let secret = mail.split("/confirm/").nth(1).unwrap().split_whitespace().next().unwrap();
    let confirmed = house.post("/api/v1/auth/confirm", &serde_json::json!({"secret": secret})).await;
    assert_eq!(confirmed.status, 204, "{}", confirmed.text());
    assert_eq!(confirmed.headers.get("set-cookie"), None, "a program gets no cookie");
    let login = serde_json::json!({"login": "ada", "password": "seven wet bricks"});
    let token = house.post("/api/v1/auth/login", &login).await.json()["token"].as_str().unwrap().to_owned();

    let me = house.get_as("/api/v1/auth/me", &token).await;
    assert_eq!((me.status, me.json()["username"].as_str()), (200, Some("ada")));
    house.world.clock.advance_seconds(24 * 3600 - 1);
    assert_eq!(house.get_as("/api/v1/auth/me", &token).await.status, 200, "at 23:59:59");
    house.world.clock.advance_seconds(2);
    let over = house.get_as("/api/v1/auth/me", &token).await;
    assert_eq!((over.status, over.code()), (401, "expired_token".into()), "at 24:00:01");
    assert_eq!(text(&over.headers, "www-authenticate"), "Bearer");

    let token = house.post("/api/v1/auth/login", &login).await.json()["token"].as_str().unwrap().to_owned();
    let out = request(Method::POST, "/api/v1/auth/logout").header(header::AUTHORIZATION, format!("Bearer {token}"));
    assert_eq!(house.send(out.body(Body::empty()).unwrap()).await.status, 204);
    assert_eq!(house.get_as("/api/v1/auth/me", &token).await.code(), "revoked_token");
    let garbage = house.get_as("/api/v1/auth/me", "garbage").await;
    assert_eq!((garbage.status, garbage.code()), (401, "bad_token".into()));
    // A bad token is an error even where nobody has to be known: the program would be told the wrong things.
    assert_eq!(house.get_as("/api/v1/projects", "garbage").await.code(), "bad_token");
}

#[tokio::test]
async fn a_session_that_ended_elsewhere_ends_here() {
    let house = house().await;
    let ada = house.world.person("ada").await;
    let cookie = house.cookie_of(&ada).await;
    assert_eq!(house.get_with("/api/v1/auth/me", &cookie).await.status, 200);
    house.wired.identity.sign_out(&ada.caller()).await.unwrap();
    assert_eq!(house.get_with("/api/v1/auth/me", &cookie).await.code(), "sign_in_first");
    assert_eq!(house.get_with("/home", &cookie).await.status, 303);
}

#[tokio::test]
async fn previews_live_on_a_host_of_their_own() {
    let house = house().await;
    for host in ["127.0.0.1:3000", "localhost:3001", "p-nonsense.localhost:3001", "x.evil.example", ""] {
        let answer = house.preview(host, "/").await;
        assert_eq!(answer.status, 421, "{host}");
    }
    let host = "p-018f0000-0000-7000-8000-000000000001.localhost:3001";
    let stage = house.preview(host, "/").await;
    assert_eq!(stage.status, 200);
    assert!(stage.text().contains("Open this in the workspace"));
    assert_eq!(text(&stage.headers, "content-security-policy"), "frame-ancestors http://127.0.0.1:3000");
    assert_eq!(text(&stage.headers, "origin-agent-cluster"), "?1");
    assert_eq!(text(&stage.headers, "x-robots-tag"), "noindex");
    assert_eq!(stage.headers.get("set-cookie"), None, "cookies of the app mean nothing here");
    let worker = house.preview(host, "/sw.js").await;
    assert_eq!((worker.status, text(&worker.headers, "service-worker-allowed")), (200, "/"));
    assert_eq!(text(&house.preview(host, "/vendor/importmap.json").await.headers, "access-control-allow-origin"), "*");
    assert!(!house.preview(host, "/__burnish/..%2f..%2f..%2fprivate.txt").await.text().contains("business"));
    // The app is not here: what looks like its API is the stage's empty page.
    assert!(!house.preview(host, "/api/v1/auth/me").await.text().contains("error"));
}

#[tokio::test]
async fn a_templates_preview_is_its_files() {
    let house = house().await;
    house.wired.market.load_examples().await.unwrap();
    let (listing, html): (uuid::Uuid, String) =
        sqlx::query_as("select listing_id, text from listing_preview_files where path = 'index.html' limit 1")
            .fetch_one(&house.world.owner)
            .await
            .unwrap();
    let host = format!("t-{listing}.localhost:3001");
    let page = house.preview(&host, "/").await;
    assert_eq!((page.status, page.text()), (200, html));
    assert_html(&page);
    assert_eq!(text(&page.headers, "content-security-policy"), "frame-ancestors http://127.0.0.1:3000");
    assert_eq!(page.headers.get("service-worker-allowed"), None);
    assert_eq!(house.preview(&host, "/no/such/file.js").await.status, 404);
    let unknown = "t-018f0000-0000-7000-8000-000000000001.localhost:3001";
    assert_eq!(house.preview(unknown, "/").await.status, 404);
}

#[tokio::test]
async fn the_key_of_an_installation_is_made_once_and_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let house = house().await;
    let key: &Path = &house.folder.join("data/secret.key");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
}
