//! All configuration: environment variables, read once. `env.example` lists the same names, and a test compares them.
use std::{collections::HashMap, net::SocketAddr, path::PathBuf};

use secrecy::SecretString;

/// A setting that cannot be used. The text names the variable and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct BadSetting {
    /// The variable.
    pub name: &'static str,
    /// What is wrong and what would be right.
    pub problem: String,
}

macro_rules! variables {
    ($($constant:ident = $name:literal),+ $(,)?) => {
        $(const $constant: &str = $name;)+
        /// Every variable that the server reads.
        pub const VARIABLES: &[&str] = &[$($name),+];
    };
}

variables! {
    DATABASE_URL = "DATABASE_URL",
    DATABASE_OWNER_URL = "DATABASE_OWNER_URL",
    PG_BIN = "PG_BIN",
    ADDR = "BURNISH_ADDR",
    PUBLIC_URL = "BURNISH_PUBLIC_URL",
    SITES_ADDR = "BURNISH_SITES_ADDR",
    SITES_URL = "BURNISH_SITES_URL",
    DATA_DIR = "BURNISH_DATA_DIR",
    SITE_DIR = "BURNISH_SITE_DIR",
    SECRET_KEY_FILE = "BURNISH_SECRET_KEY_FILE",
    TRUSTED_PROXIES = "BURNISH_TRUSTED_PROXIES",
    INSECURE_HTTP = "BURNISH_INSECURE_HTTP",
    STORAGE_QUOTA_MB = "BURNISH_STORAGE_QUOTA_MB",
    MARKET_CACHE_SECONDS = "BURNISH_MARKET_CACHE_SECONDS",
    ROOM_COALESCE_MS = "BURNISH_ROOM_COALESCE_MS",
    SMTP_URL = "BURNISH_SMTP_URL",
    MAIL_FROM = "BURNISH_MAIL_FROM",
    OPENAI_API_KEY = "BURNISH_OPENAI_API_KEY",
    OPENAI_BASE_URL = "BURNISH_OPENAI_BASE_URL",
    OPENAI_MODEL = "BURNISH_OPENAI_MODEL",
    LOG_LEVEL = "LOG_LEVEL",
    LOG_FORMAT = "BURNISH_LOG_FORMAT",
}

/// The longest that what a room says may wait for more of it, in milliseconds.
const MOST_COALESCE_MS: u64 = 100;

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Database {
    /// A cluster of our own under the data folder.
    Embedded {
        /// Where to look for PostgreSQL's programs first.
        pg_bin: Option<PathBuf>,
    },
    /// Somebody else's server.
    External {
        /// The login that owns nothing.
        url: String,
        /// The owner, for migrations.
        owner_url: Option<String>,
    },
}

/// An OpenAI-compatible endpoint.
#[derive(Debug, Clone)]
pub struct OpenAi {
    /// Such as `https://api.openai.com/v1`.
    pub base_url: String,
    /// Absent for local servers that want none.
    pub api_key: Option<SecretString>,
    /// Such as `gpt-5-mini`.
    pub model: String,
}

/// Outgoing mail.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Such as `smtps://user:password@mail.example.org`.
    pub url: SecretString,
    /// Such as `Burnish <burnish@example.org>`.
    pub from: String,
}

/// Everything the server needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// The database.
    pub database: Database,
    /// Where pages and API listen.
    pub addr: SocketAddr,
    /// Where people reach it, without a slash at the end.
    pub public_url: String,
    /// Where previews listen.
    pub sites_addr: SocketAddr,
    /// Where browsers reach previews, with `{id}` in the host.
    pub sites_url: String,
    /// Database, blobs and keys.
    pub data_dir: PathBuf,
    /// Built stylesheets, scripts and assets.
    pub site_dir: PathBuf,
    /// The installation's secret.
    pub secret_key_file: PathBuf,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// True when people reach the site on this machine only, without a proxy in front.
    pub is_local: bool,
    /// True when cookies can carry `Secure`: https, or http on loopback.
    pub secure_cookies: bool,
    /// Bytes that one person's projects may hold.
    pub storage_quota_bytes: u64,
    /// How long anonymous marketplace pages may be kept, in seconds; 0 turns the cache off.
    pub market_cache_seconds: u64,
    /// How long what a room says may wait for more of it, in milliseconds; 0 sends everything at once.
    pub room_coalesce_ms: u64,
    /// Outgoing mail, if set up.
    pub smtp: Option<Smtp>,
    /// A model, if set up.
    pub openai: Option<OpenAi>,
    /// Filter for the log, such as `info` or `burnish=debug`.
    pub log_level: String,
    /// True for one JSON object a line.
    pub log_json: bool,
}

impl Config {
    /// Reads the process's environment.
    #[expect(clippy::disallowed_methods, reason = "this is the one door to the environment")]
    pub fn from_env() -> Result<Self, BadSetting> {
        let known: HashMap<&str, String> =
            VARIABLES.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?))).collect();
        Self::from_values(|name| known.get(name).cloned())
    }

    /// Reads settings from anywhere; an empty value counts as absent.
    pub fn from_values(read: impl Fn(&str) -> Option<String>) -> Result<Self, BadSetting> {
        let get =
            |name: &'static str| read(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let bad = |name, problem: String| BadSetting { name, problem };

        let addr: SocketAddr =
            parse(ADDR, get(ADDR), "127.0.0.1:3000", "an address with a port, such as 127.0.0.1:3000")?;
        let sites_default = SocketAddr::new(addr.ip(), addr.port().wrapping_add(1)).to_string();
        let sites_addr: SocketAddr =
            parse(SITES_ADDR, get(SITES_ADDR), &sites_default, "an address with a port, such as 127.0.0.1:3001")?;
        let public_url = get(PUBLIC_URL).unwrap_or_else(|| format!("http://{addr}"));
        let public_url = public_url.trim_end_matches('/').to_owned();
        let host = public_url
            .strip_prefix("https://")
            .or_else(|| public_url.strip_prefix("http://"))
            .filter(|host| !host.is_empty() && !host.contains('/'))
            .ok_or_else(|| {
                bad(PUBLIC_URL, format!("“{public_url}” is not an address such as https://burnish.example"))
            })?;
        let is_https = public_url.starts_with("https://");
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let is_loopback = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
        let insecure = matches!(get(INSECURE_HTTP).as_deref(), Some("1" | "true"));
        if !is_https && !is_loopback && !insecure {
            return Err(bad(
                PUBLIC_URL,
                format!(
                    "{public_url} is plain http, so passwords could be read on the way. Use https, or set \
                     {INSECURE_HTTP}=1 to accept that"
                ),
            ));
        }
        let sites_url = get(SITES_URL).unwrap_or_else(|| format!("http://{{id}}.localhost:{}", sites_addr.port()));
        let sites_url = sites_url.trim_end_matches('/').to_owned();
        let sites_host = sites_url.split("://").nth(1).unwrap_or_default();
        if !sites_host.starts_with("{id}.") {
            return Err(bad(
                SITES_URL,
                format!("“{sites_url}” must begin its host with {{id}}. , such as https://{{id}}.sites.example"),
            ));
        }
        if sites_host.trim_start_matches("{id}.") == host {
            return Err(bad(
                SITES_URL,
                "previews must not share the host of the app: they would share its cookies".into(),
            ));
        }

        let database = match (get(DATABASE_URL), get(DATABASE_OWNER_URL)) {
            (Some(url), owner_url) => {
                if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
                    return Err(bad(
                        DATABASE_URL,
                        "must begin with postgres:// — or leave it out for the built-in cluster".into(),
                    ));
                }
                Database::External { url, owner_url }
            }
            (None, Some(_)) => {
                return Err(bad(DATABASE_OWNER_URL, format!("is set, but {DATABASE_URL} is not. Set both or neither")));
            }
            (None, None) => Database::Embedded { pg_bin: get(PG_BIN).map(PathBuf::from) },
        };
        let data_dir = PathBuf::from(get(DATA_DIR).unwrap_or_else(|| "./.burnish".into()));
        let openai = match (get(OPENAI_API_KEY), get(OPENAI_BASE_URL)) {
            (None, None) => None,
            (key, base) => Some(OpenAi {
                base_url: base.unwrap_or_else(|| "https://api.openai.com/v1".into()).trim_end_matches('/').to_owned(),
                api_key: key.map(SecretString::from),
                model: get(OPENAI_MODEL).unwrap_or_else(|| "gpt-5-mini".into()),
            }),
        };
        let smtp = match (get(SMTP_URL), get(MAIL_FROM)) {
            (None, _) => None,
            (Some(_), None) => {
                return Err(bad(
                    MAIL_FROM,
                    format!("is needed beside {SMTP_URL}, such as Burnish <burnish@example.org>"),
                ));
            }
            (Some(url), Some(from)) => Some(Smtp { url: SecretString::from(url), from }),
        };
        let trusted_proxies = get(TRUSTED_PROXIES)
            .map(|list| list.split(',').map(|ip| ip.trim().parse()).collect::<Result<Vec<_>, _>>())
            .transpose()
            .map_err(|_| {
                bad(TRUSTED_PROXIES, "must be addresses with commas between them, such as 10.0.0.1,10.0.0.2".into())
            })?;
        let quota_mb: u64 = parse(STORAGE_QUOTA_MB, get(STORAGE_QUOTA_MB), "512", "a number of megabytes")?;
        let room_coalesce_ms: u64 = parse(ROOM_COALESCE_MS, get(ROOM_COALESCE_MS), "0", "a number of milliseconds")?;
        if room_coalesce_ms > MOST_COALESCE_MS {
            return Err(bad(
                ROOM_COALESCE_MS,
                format!("must be at most {MOST_COALESCE_MS} milliseconds: people would see each other type in jumps"),
            ));
        }
        let log_format = get(LOG_FORMAT).unwrap_or_else(|| "text".into());
        if !matches!(log_format.as_str(), "text" | "json") {
            return Err(bad(LOG_FORMAT, format!("“{log_format}” is neither text nor json")));
        }
        Ok(Self {
            database,
            addr,
            public_url: public_url.clone(),
            sites_addr,
            sites_url,
            site_dir: PathBuf::from(get(SITE_DIR).unwrap_or_else(|| "./site".into())),
            secret_key_file: get(SECRET_KEY_FILE).map_or_else(|| data_dir.join("secret.key"), PathBuf::from),
            data_dir,
            trusted_proxies: trusted_proxies.unwrap_or_default(),
            is_local: is_loopback && addr.ip().is_loopback(),
            secure_cookies: is_https || is_loopback,
            storage_quota_bytes: quota_mb.saturating_mul(1_000_000),
            market_cache_seconds: parse(MARKET_CACHE_SECONDS, get(MARKET_CACHE_SECONDS), "5", "a number of seconds")?,
            room_coalesce_ms,
            smtp,
            openai,
            log_level: get(LOG_LEVEL).unwrap_or_else(|| "info".into()),
            log_json: log_format == "json",
        })
    }

    /// Where the preview with this id is served.
    pub fn site_origin(&self, id: &str) -> String {
        self.sites_url.replace("{id}", id)
    }
}

fn parse<T: std::str::FromStr>(
    name: &'static str,
    value: Option<String>,
    default: &str,
    what: &str,
) -> Result<T, BadSetting> {
    let text = value.unwrap_or_else(|| default.to_owned());
    text.parse().map_err(|_| BadSetting { name, problem: format!("“{text}” is not {what}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(values: &[(&str, &str)]) -> Result<Config, BadSetting> {
        Config::from_values(|name| values.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_set_is_a_working_installation() {
        let config = with(&[]).unwrap();
        assert_eq!(config.public_url, "http://127.0.0.1:3000");
        assert_eq!(config.site_origin("p-1"), "http://p-1.localhost:3001");
        assert!(config.secure_cookies && config.openai.is_none() && config.smtp.is_none());
    }

    #[test]
    fn a_bad_setting_names_itself() {
        for (values, name) in [
            (vec![(ADDR, "nonsense")], ADDR),
            (vec![(PUBLIC_URL, "burnish.example")], PUBLIC_URL),
            (vec![(PUBLIC_URL, "http://burnish.example")], PUBLIC_URL),
            (vec![(SITES_URL, "https://sites.example")], SITES_URL),
            (vec![(PUBLIC_URL, "https://a.example"), (SITES_URL, "https://{id}.a.example")], SITES_URL),
            (vec![(DATABASE_URL, "mysql://x")], DATABASE_URL),
            (vec![(DATABASE_OWNER_URL, "postgres://x")], DATABASE_OWNER_URL),
            (vec![(SMTP_URL, "smtp://x")], MAIL_FROM),
            (vec![(TRUSTED_PROXIES, "10.0.0")], TRUSTED_PROXIES),
            (vec![(STORAGE_QUOTA_MB, "many")], STORAGE_QUOTA_MB),
            (vec![(ROOM_COALESCE_MS, "101")], ROOM_COALESCE_MS),
            (vec![(LOG_FORMAT, "xml")], LOG_FORMAT),
        ] {
            let problem = with(&values).expect_err(name);
            assert_eq!(problem.name, name);
            assert!(problem.to_string().starts_with(name), "{problem}");
        }
    }

    #[test]
    fn plain_http_elsewhere_is_a_decision() {
        let config = with(&[(PUBLIC_URL, "http://burnish.example"), (INSECURE_HTTP, "1")]).unwrap();
        assert!(!config.secure_cookies);
    }

    #[test]
    fn env_example_lists_every_variable() {
        let example = include_str!("../../env.example");
        let listed: Vec<&str> = example
            .lines()
            .filter_map(|line| line.trim_start_matches('#').trim().split_once('='))
            .map(|(name, _)| name)
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit()))
            .collect();
        let mut expected = VARIABLES.to_vec();
        let mut found = listed.clone();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
    }
}
