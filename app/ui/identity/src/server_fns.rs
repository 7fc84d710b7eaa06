//! The browser's door to identity. One line each.
use identity_contract::*;
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
