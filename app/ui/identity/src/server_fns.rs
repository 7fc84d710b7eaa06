//! The browser's door to identity. One line each.
use identity_contract::*;
use kernel::OrgId;
use leptos::prelude::*;
use ui_kit::{Call, Reply};

/// The signed-in person's account.
#[server(protocol = Call)]
pub async fn load_me() -> Result<Me, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Identity>().me(&caller()).await)
}

/// Where the signed-in person is signed in.
#[server(protocol = Call)]
pub async fn load_sessions() -> Result<Vec<SessionInfo>, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Identity>().sessions(&caller()).await)
}

/// The orgs that the signed-in person belongs to.
#[server(protocol = Call)]
pub async fn load_orgs() -> Result<Vec<OrgMembership>, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Identity>().orgs(&caller()).await)
}

/// One of them, with its members.
#[server(protocol = Call)]
pub async fn load_org(org: OrgId) -> Result<OrgDetails, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Identity>().org(&caller(), org).await)
}

/// What an invitation says.
#[server(protocol = Call)]
pub async fn load_invite(secret: String) -> Result<InvitePreview, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Identity>().look_at_invite(&caller(), &secret).await)
}
