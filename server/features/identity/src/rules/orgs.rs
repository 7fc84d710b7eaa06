//! What orgs may be called, and who in them decides about whom.
use identity_contract::{IdentityError, MAX_ORG_NAME_CHARS};
use kernel::Role;

/// Longest slug that is made of a name; the end of an id may follow it.
const MAX_SLUG_CHARS: usize = 40;

/// A name for an org.
pub(crate) fn name(text: &str) -> Result<String, IdentityError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=MAX_ORG_NAME_CHARS).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(IdentityError::BadOrgName) }
}

/// What an org of that name is called in addresses, as long as no other org is.
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if slug.len() == MAX_SLUG_CHARS {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    // A name without any letter of the Latin alphabet is a name all the same.
    if slug.is_empty() { "org".to_owned() } else { slug.to_owned() }
}

/// Whether somebody in that role manages the org.
pub(crate) fn may_manage(mine: Role) -> Result<(), IdentityError> {
    if mine >= Role::Admin { Ok(()) } else { Err(IdentityError::ManagersOnly) }
}

/// Whether somebody may make a member into something else.
pub(crate) fn may_set_role(mine: Role, theirs: Role, new: Role) -> Result<(), IdentityError> {
    may_manage(mine)?;
    let concerns_owners = theirs == Role::Owner || new == Role::Owner;
    if concerns_owners && mine != Role::Owner { Err(IdentityError::OwnersOnly) } else { Ok(()) }
}

/// Whether somebody may send another member away. Leaving is always allowed, but for the last owner.
pub(crate) fn may_remove(mine: Role, theirs: Role) -> Result<(), IdentityError> {
    may_set_role(mine, theirs, Role::Viewer)
}

/// Whether somebody may offer that role to a stranger.
pub(crate) fn may_invite(mine: Role, role: Role) -> Result<(), IdentityError> {
    may_set_role(mine, Role::Viewer, role)
}

/// An address that its owner recognises and nobody else can write to: `a…@example.org`.
pub(crate) fn shortened(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((local, domain)) => format!("{}…@{domain}", local.chars().take(1).collect::<String>()),
        None => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(name("  The   Reading\tRoom "), Ok("The Reading Room".into()));
        for bad in ["", " \n ", "a\u{7}b", &"x".repeat(81)] {
            assert_eq!(name(bad), Err(IdentityError::BadOrgName), "{bad:?}");
        }
        assert!(name(&"ö".repeat(80)).is_ok(), "characters count, not bytes");
    }

    #[test]
    fn slugs_hold_what_addresses_hold() {
        assert_eq!(slug("The Reading Room"), "the-reading-room");
        assert_eq!(slug("  Müller & Söhne! "), "m-ller-s-hne");
        assert_eq!(slug("読書会"), "org");
        let cut = format!("{} and more", "x".repeat(MAX_SLUG_CHARS - 1));
        assert_eq!(slug(&cut), "x".repeat(MAX_SLUG_CHARS - 1), "without the hyphen at the end");
    }

    #[test]
    fn what_concerns_owners_is_for_owners() {
        use Role::{Admin, Member, Owner, Viewer};
        for mine in [Viewer, Member] {
            assert_eq!(may_set_role(mine, Viewer, Member), Err(IdentityError::ManagersOnly));
            assert_eq!(may_set_role(mine, Owner, Owner), Err(IdentityError::ManagersOnly));
        }
        assert_eq!(may_set_role(Admin, Admin, Viewer), Ok(()));
        assert_eq!(may_set_role(Admin, Member, Owner), Err(IdentityError::OwnersOnly));
        assert_eq!(may_set_role(Admin, Owner, Viewer), Err(IdentityError::OwnersOnly));
        assert_eq!(may_set_role(Owner, Owner, Viewer), Ok(()));
        assert_eq!(may_remove(Admin, Owner), Err(IdentityError::OwnersOnly));
        assert_eq!(may_invite(Admin, Owner), Err(IdentityError::OwnersOnly));
        assert_eq!(may_invite(Admin, Admin), Ok(()));
    }

    #[test]
    fn a_shortened_address_is_no_address() {
        assert_eq!(shortened("ada@example.org"), "a…@example.org");
        assert_eq!(shortened("zoë@x.org"), "z…@x.org");
    }
}
