//! The feature on a database of its own, a postman, and a few verbs that the stories share.
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, header},
};
use identity::{Deps, OwnerLinks, TokenKey, feature, session_cookie_name};
use identity_contract::Identity;
use jobs::{Handler, JobError, Registry, Runner, outbox::SendMail};
use kernel::Caller;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ports::Clock;
use serde_json::{Value, json};
use sqlx::PgPool;
use testkit::{Answer, Client, World};
use web::Flash;

/// The installation's secret in these stories.
pub const SECRET_KEY: &[u8] = b"the secret of these stories";
pub const PASSWORD: &str = "seven wet bricks";
const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36";

pub struct Scene {
    pub world: World,
    pub service: Arc<dyn Identity>,
    pub owner_links: OwnerLinks,
    client: Client,
    post_office: Runner,
    delivered: Arc<Mutex<Vec<Letter>>>,
}

/// A mail that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl Letter {
    /// The last part of the link to `/confirm/…`, `/reset/…`, `/settings/address/…` or `/invite/…`.
    pub fn secret(&self, page: &str) -> String {
        let link = format!("https://burnish.example/{page}/");
        let rest = self.body.split(&link).nth(1).unwrap_or_else(|| panic!("no {link} in {self:?}"));
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    }
}

pub async fn scene() -> Scene {
    let world = testkit::world().await;
    let made = feature(Deps {
        db: world.db.clone(),
        clock: world.clock.clone(),
        token_key: TokenKey::derive(SECRET_KEY).expect("a key"),
        public_url: "https://burnish.example".into(),
        secure_cookies: true,
    });
    let client = world.client(Router::from(made.routes).merge(made.forms));
    let delivered = Arc::new(Mutex::new(Vec::new()));
    let mut registry = Registry::default();
    registry.add(Postman { owner: world.owner.clone(), delivered: delivered.clone() });
    let clock = world.clock.clone();
    let post_office = Runner::new(world.db.clone(), registry, Arc::new(move || clock.now()));
    Scene { world, service: made.service, owner_links: made.owner_links, client, post_office, delivered }
}

impl Scene {
    /// Sends JSON from an address.
    pub async fn from(&self, address: &str, by: &Caller, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::USER_AGENT, CHROME);
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        self.send(address, by, request.body(body).expect("a request")).await
    }

    async fn send(&self, address: &str, by: &Caller, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = format!("{address}:40000").parse().expect("an address");
        request.extensions_mut().insert(ConnectInfo(peer));
        self.client.send(by, request).await
    }

    /// `POST` as somebody.
    pub async fn post(&self, by: &Caller, path: &str, body: Value) -> Answer {
        self.from("192.0.2.1", by, Method::POST, path, Some(body)).await
    }

    /// `GET` as somebody.
    pub async fn get(&self, by: &Caller, path: &str) -> Answer {
        self.from("192.0.2.1", by, Method::GET, path, None).await
    }

    /// `DELETE` as somebody.
    pub async fn delete(&self, by: &Caller, path: &str) -> Answer {
        self.from("192.0.2.1", by, Method::DELETE, path, None).await
    }

    /// `PATCH` as somebody.
    pub async fn patch(&self, by: &Caller, path: &str, body: Value) -> Answer {
        self.from("192.0.2.1", by, Method::PATCH, path, Some(body)).await
    }

    /// Sends a form, as a browser without scripts does.
    pub async fn form(&self, by: &Caller, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let body = fields.iter().map(pair).collect::<Vec<_>>().join("&");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::USER_AGENT, CHROME)
            .body(Body::from(body))
            .expect("a request");
        self.send("192.0.2.1", by, request).await
    }

    /// Asks for an account.
    pub async fn register(&self, email: &str, username: &str, password: &str) -> Answer {
        let body = json!({"email": email, "username": username, "password": password});
        self.post(&Caller::Anonymous, "/api/v1/auth/register", body).await
    }

    /// Asks for a token with a name and a password.
    pub async fn login(&self, login: &str, password: &str) -> Answer {
        self.login_from("192.0.2.1", login, password).await
    }

    pub async fn login_from(&self, address: &str, login: &str, password: &str) -> Answer {
        let body = json!({"login": login, "password": password});
        self.from(address, &Caller::Anonymous, Method::POST, "/api/v1/auth/login", Some(body)).await
    }

    pub async fn confirm(&self, secret: &str) -> Answer {
        self.post(&Caller::Anonymous, "/api/v1/auth/confirm", json!({"secret": secret})).await
    }

    /// An account with a confirmed address `{name}@example.org` and the usual password.
    pub async fn account(&self, name: &str) {
        let asked = self.register(&format!("{name}@example.org"), name, PASSWORD).await;
        assert_eq!(asked.status, 202, "{}", asked.text());
        let confirmed = self.confirm(&self.one_letter().await.secret("confirm")).await;
        assert_eq!(confirmed.status, 204, "{}", confirmed.text());
    }

    /// Signs in with the form; answers the cookie's value.
    pub async fn sign_in(&self, name: &str) -> String {
        self.sign_in_with(name, PASSWORD).await
    }

    async fn sign_in_with(&self, name: &str, password: &str) -> String {
        let answer = self.form(&Caller::Anonymous, "/auth/sign-in", &[("login", name), ("password", password)]).await;
        assert_eq!(location(&answer), "/home", "{:?}", answer.headers);
        session_secret(&answer).expect("a session cookie")
    }

    /// Who holds this cookie, if anybody.
    pub async fn holder(&self, secret: &str) -> Option<Caller> {
        let session = self.service.resolve_cookie(secret).await.expect("the database answers");
        session.map(|session| Caller::person(session.who))
    }

    /// Somebody who has just signed in with the form.
    pub async fn signed_in(&self, name: &str) -> Caller {
        let secret = self.sign_in(name).await;
        self.holder(&secret).await.expect("a live session")
    }

    /// Somebody who has just signed in with another password than the usual one.
    pub async fn signed_in_with(&self, name: &str, password: &str) -> Caller {
        let secret = self.sign_in_with(name, password).await;
        self.holder(&secret).await.expect("a live session")
    }

    /// Whether a name and a password open a session.
    pub async fn opens(&self, login: &str, password: &str) -> bool {
        match self.login(login, password).await.status {
            200 => true,
            401 => false,
            other => panic!("{other} for {login}"),
        }
    }

    /// A new org; answers its id.
    pub async fn org(&self, by: &Caller, name: &str) -> String {
        let made = self.post(by, "/api/v1/orgs", json!({"name": name})).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Invites an address into an org; answers the secret from the mail.
    pub async fn invited(&self, by: &Caller, org: &str, email: &str, role: &str) -> String {
        let sent = self.post(by, &format!("/api/v1/orgs/{org}/invites"), json!({"email": email, "role": role})).await;
        assert_eq!(sent.status, 201, "{}", sent.text());
        self.one_letter().await.secret("invite")
    }

    /// Accepts an invitation.
    pub async fn accept(&self, by: &Caller, secret: &str) -> Answer {
        self.post(by, "/api/v1/invites/accept", json!({"secret": secret})).await
    }

    /// A new account that joins an org by invitation.
    pub async fn joins(&self, by: &Caller, org: &str, name: &str, role: &str) -> Caller {
        self.account(name).await;
        let secret = self.invited(by, org, &format!("{name}@example.org"), role).await;
        let person = self.signed_in(name).await;
        let joined = self.accept(&person, &secret).await;
        assert_eq!(joined.status, 200, "{}", joined.text());
        person
    }

    /// Runs the mail jobs; answers what arrived since the last time.
    pub async fn letters(&self) -> Vec<Letter> {
        self.post_office.drain().await.expect("the queue can be read");
        assert_eq!(self.world.waiting_jobs().await, 0, "every mail was handed over");
        std::mem::take(&mut *self.delivered.lock().expect("nobody panicked"))
    }

    /// The one mail that arrived since the last time.
    pub async fn one_letter(&self) -> Letter {
        let mut letters = self.letters().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        letters.remove(0)
    }
}

struct Postman {
    owner: PgPool,
    delivered: Arc<Mutex<Vec<Letter>>>,
}

#[async_trait]
impl Handler<SendMail> for Postman {
    async fn run(&self, job: SendMail) -> Result<(), JobError> {
        let found: Result<(String, String, String), _> =
            sqlx::query_as("select to_address, subject, body from mails where mail_id = $1")
                .bind(job.mail.uuid())
                .fetch_one(&self.owner)
                .await;
        let (to, subject, body) = found.map_err(|error| JobError::Fail(error.to_string()))?;
        self.delivered.lock().expect("nobody panicked").push(Letter { to, subject, body });
        Ok(())
    }
}

/// Where a form leads.
pub fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.headers["location"].to_str().expect("text").to_owned()
}

/// All `Set-Cookie` values.
pub fn set_cookies(answer: &Answer) -> Vec<String> {
    let values = answer.headers.get_all(header::SET_COOKIE).iter();
    values.map(|value| value.to_str().expect("text").to_owned()).collect()
}

/// The session cookie's value, if the answer sets one.
pub fn session_secret(answer: &Answer) -> Option<String> {
    let begin = format!("{}=", session_cookie_name(true));
    let cookies = set_cookies(answer);
    let value = cookies.iter().find_map(|cookie| cookie.strip_prefix(&begin)?.split(';').next())?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// What the form says on the next page.
pub fn flash(answer: &Answer) -> Flash {
    let mut headers = HeaderMap::new();
    for cookie in set_cookies(answer) {
        let pair = cookie.split(';').next().unwrap_or_default();
        headers.append(header::COOKIE, pair.parse().expect("a cookie"));
    }
    web::read_flash(&headers).unwrap_or_else(|| panic!("no flash in {:?}", answer.headers))
}
