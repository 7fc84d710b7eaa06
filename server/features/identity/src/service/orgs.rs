//! Orgs and the people in them.
use db::OnConstraint;
use identity_contract::*;
use kernel::{Caller, OrgId, Role, SignedIn, UserId};

use super::{Service, who};
use crate::{
    rules,
    store::{self, orgs::NewOrg},
};

/// Somebody in the org that they named, in the role that they have there at this moment.
pub(super) struct Acting {
    pub who: SignedIn,
    /// The org is the one that everyone has for themselves.
    pub is_personal: bool,
}

impl Acting {
    /// The caller whom row-level security answers to: in that org, whichever one the session acts for.
    pub fn caller(&self) -> Caller {
        Caller::person(self.who)
    }
}

/// The caller in an org of theirs. An org that they are not in does not exist for them.
pub(super) async fn acting(service: &Service, by: &Caller, org: OrgId) -> Result<Acting, IdentityError> {
    let who = who(by)?;
    let place = store::orgs::place(service.deps.db.auth_reader(), org, who.user).await?;
    let place = place.ok_or(IdentityError::NoSuchOrg)?;
    Ok(Acting { who: SignedIn { org, role: place.role, ..who }, is_personal: place.is_personal })
}

pub(super) async fn list(service: &Service, by: &Caller) -> Result<Vec<OrgMembership>, IdentityError> {
    let who = who(by)?;
    let mut tx = service.deps.db.begin(by).await?;
    Ok(store::orgs::of(&mut tx, &who).await?)
}

pub(super) async fn create(service: &Service, by: &Caller, name: &str) -> Result<OrgMembership, IdentityError> {
    let who = who(by)?;
    let name = rules::orgs::name(name)?;
    // Nobody is in an org that does not exist yet, so no policy could let them make it.
    let mut tx = service.deps.db.begin_auth().await?;
    store::orgs::take_turn(&mut tx, &format!("orgs of {}", who.user)).await?;
    if store::orgs::made_by(&mut tx, who.user).await? >= i64::from(MAX_ORGS_PER_PERSON) {
        return Err(IdentityError::TooManyOrgs { max: MAX_ORGS_PER_PERSON });
    }
    let id: OrgId = service.deps.clock.new_id().into();
    let slug = rules::orgs::slug(&name);
    let new = NewOrg { id, slug: &slug, name: &name, by: who.user, now: service.now() };
    store::orgs::insert(&mut tx, &new).await?;
    let made = store::orgs::one(&mut tx, id, who.user, who.org).await?;
    tx.commit().await?;
    made.ok_or(IdentityError::NoSuchOrg)
}

pub(super) async fn switch(service: &Service, by: &Caller, org: OrgId) -> Result<OrgMembership, IdentityError> {
    let who = who(by)?;
    let mut tx = service.deps.db.begin_auth().await?;
    if !store::orgs::switch(&mut tx, who.session, who.user, org).await? {
        return Err(IdentityError::NoSuchOrg);
    }
    let now_acting_for = store::orgs::one(&mut tx, org, who.user, org).await?;
    tx.commit().await?;
    now_acting_for.ok_or(IdentityError::NoSuchOrg)
}

pub(super) async fn details(service: &Service, by: &Caller, org: OrgId) -> Result<OrgDetails, IdentityError> {
    let acting = acting(service, by, org).await?;
    let current = who(by)?.org;
    let mut tx = service.deps.db.begin(&acting.caller()).await?;
    let found = store::orgs::one(&mut tx, org, acting.who.user, current).await?;
    let members = store::orgs::members(&mut tx, &acting.who, None).await?;
    let invites = match rules::orgs::may_manage(acting.who.role) {
        Ok(()) => store::invites::open(&mut tx, org, service.now()).await?,
        Err(_) => Vec::new(),
    };
    Ok(OrgDetails { org: found.ok_or(IdentityError::NoSuchOrg)?, members, invites })
}

pub(super) async fn rename(
    service: &Service,
    by: &Caller,
    org: OrgId,
    name: &str,
) -> Result<OrgMembership, IdentityError> {
    let acting = acting(service, by, org).await?;
    rules::orgs::may_manage(acting.who.role)?;
    let name = rules::orgs::name(name)?;
    let mut tx = service.deps.db.begin(&acting.caller()).await?;
    store::orgs::rename(&mut tx, org, &name).await?;
    let renamed = store::orgs::one(&mut tx, org, acting.who.user, who(by)?.org).await?;
    tx.commit().await?;
    renamed.ok_or(IdentityError::NoSuchOrg)
}

pub(super) async fn set_role(
    service: &Service,
    by: &Caller,
    org: OrgId,
    user: UserId,
    role: Role,
) -> Result<OrgMember, IdentityError> {
    let acting = acting(service, by, org).await?;
    rules::orgs::may_manage(acting.who.role)?;
    let mut tx = service.deps.db.begin(&acting.caller()).await?;
    let theirs = store::orgs::role_of(&mut tx, org, user).await?.ok_or(IdentityError::NoSuchMember)?;
    rules::orgs::may_set_role(acting.who.role, theirs, role)?;
    if !store::orgs::set_role(&mut tx, org, user, role).await? {
        // They left, or became an owner, between the two statements.
        return Err(IdentityError::NoSuchMember);
    }
    store::orgs::check_owners(&mut tx).await.on_constraint("org_members_last_owner", IdentityError::LastOwner)?;
    let changed = store::orgs::members(&mut tx, &acting.who, Some(user)).await?.pop();
    tx.commit().await?;
    changed.ok_or(IdentityError::NoSuchMember)
}

pub(super) async fn remove(service: &Service, by: &Caller, org: OrgId, user: UserId) -> Result<(), IdentityError> {
    let acting = acting(service, by, org).await?;
    let is_leaving = user == acting.who.user;
    if is_leaving && acting.is_personal {
        return Err(IdentityError::PersonalOrg);
    }
    let mut tx = service.deps.db.begin(&acting.caller()).await?;
    if !is_leaving {
        rules::orgs::may_manage(acting.who.role)?;
        let theirs = store::orgs::role_of(&mut tx, org, user).await?.ok_or(IdentityError::NoSuchMember)?;
        rules::orgs::may_remove(acting.who.role, theirs)?;
    }
    if !store::orgs::remove(&mut tx, org, user).await? {
        return Err(IdentityError::NoSuchMember);
    }
    store::orgs::check_owners(&mut tx).await.on_constraint("org_members_last_owner", IdentityError::LastOwner)?;
    Ok(tx.commit().await?)
}
