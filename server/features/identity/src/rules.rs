//! What names, addresses and passwords may look like, and how many tries there are.
pub(crate) mod orgs;

use identity_contract::{INVITES_PER_DAY, IdentityError, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS};

/// Tries within one window before an account or an address has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Throttle {
    pub tries: i32,
    pub window_seconds: i64,
}

/// Wrong passwords for one account.
pub(crate) const PER_ACCOUNT: Throttle = Throttle { tries: 10, window_seconds: 15 * 60 };
/// Wrong passwords from one address: higher, because offices share one.
pub(crate) const PER_ADDRESS: Throttle = Throttle { tries: 60, window_seconds: 15 * 60 };
/// Mails that one address may cause.
pub(crate) const MAILS_PER_ADDRESS: Throttle = Throttle { tries: 30, window_seconds: 60 * 60 };
/// Mails that one mailbox may get.
pub(crate) const MAILS_PER_MAILBOX: Throttle = Throttle { tries: 5, window_seconds: 60 * 60 };
/// Invitations that one person may send.
pub(crate) const INVITES_PER_PERSON: Throttle =
    Throttle { tries: INVITES_PER_DAY as i32, window_seconds: 24 * 60 * 60 };

/// The passwords that attackers try first, without those that are shorter than we accept anyway.
const COMMON: &str = include_str!("common_passwords.txt");

/// An address in its stored form: trimmed, the domain in lower case.
pub(crate) fn email(text: &str) -> Result<String, IdentityError> {
    let text = text.trim();
    let bad = || IdentityError::BadEmail(text.chars().take(100).collect());
    let (local, domain) = text.rsplit_once('@').ok_or_else(bad)?;
    let domain_ok = !domain.is_empty()
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && (domain.contains('.') || domain == "localhost");
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"@<>()[],;:\\\"".contains(c));
    if !domain_ok || !local_ok || text.len() > 254 {
        return Err(bad());
    }
    Ok(format!("{local}@{}", domain.to_lowercase()))
}

/// A handle.
pub(crate) fn username(text: &str) -> Result<String, IdentityError> {
    let text = text.trim();
    let fits = (3..=30).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits { Ok(text.to_owned()) } else { Err(IdentityError::BadUsername) }
}

/// A name for people.
pub(crate) fn display_name(text: &str) -> Result<String, IdentityError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=60).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(IdentityError::BadDisplayName) }
}

/// A new password, with what the person is called: the two must differ.
pub(crate) fn password(text: &str, names: &[&str]) -> Result<(), IdentityError> {
    let chars = text.chars().count();
    if chars < MIN_PASSWORD_CHARS {
        return Err(IdentityError::ShortPassword);
    }
    if chars > MAX_PASSWORD_CHARS {
        return Err(IdentityError::LongPassword);
    }
    let lower = text.to_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let is_name = names.iter().any(|name| name.chars().count() >= 4 && lower == name.to_lowercase());
    if letters.len() < 4 || is_name || COMMON.lines().any(|common| common == lower) {
        return Err(IdentityError::CommonPassword);
    }
    Ok(())
}

/// Such as `Chromium on Linux`, for the list of sessions.
pub(crate) fn device(user_agent: &str) -> String {
    // The order matters: browsers name the ones that they imitate.
    const BROWSERS: [(&str, &str); 9] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
        ("python", "Python"),
        ("node", "Node.js"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_before_mail_is_tried() {
        assert_eq!(email(" Ada@Example.ORG "), Ok("Ada@example.org".into()));
        assert_eq!(email("o'neil+x@a-b.co.uk"), Ok("o'neil+x@a-b.co.uk".into()));
        for bad in ["", "x", "@x.org", "a@", "a@b", "a b@x.org", "a@-x.org", "a@x..org", "a@x.org\r\nBcc: y@z.org"] {
            assert!(matches!(email(bad), Err(IdentityError::BadEmail(_))), "{bad}");
        }
    }

    #[test]
    fn passwords_that_are_tried_first_are_refused() {
        assert_eq!(password("short", &[]), Err(IdentityError::ShortPassword));
        assert_eq!(password(&"xyzw".repeat(60), &[]), Err(IdentityError::LongPassword));
        for common in ["password1", "PASSWORD1", "12345678", "aaaaaaaa", "ada@example.org"] {
            assert_eq!(password(common, &["ada@example.org"]), Err(IdentityError::CommonPassword), "{common}");
        }
        assert_eq!(password("seven wet bricks", &["ada"]), Ok(()));
    }

    #[test]
    fn devices_have_names() {
        let chromium =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36";
        assert_eq!(device(chromium), "Chrome on Linux");
        assert_eq!(device("curl/8.1"), "curl");
        assert_eq!(device(""), "Unknown device");
    }
}
