//! Notices to one person, and what they want to be told.
use std::collections::HashSet;

use axum::{
    Extension, Router,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use collab_contract::{CollabError, NotificationKind, NotificationPreference};
use kernel::{Caller, NotificationId};
use serde::Deserialize;
use web::{By, Form};

use super::Door;

const LIST: &str = "/notifications";

pub(super) fn routes() -> Router {
    Router::new().route("/notifications/read", post(read)).route("/notifications/preferences", post(prefer))
}

#[derive(Deserialize)]
struct ReadForm {
    /// An id, or `all`.
    which: String,
}

async fn read(Extension(door): Extension<Door>, By(by): By, Form(form): Form<ReadForm>) -> Response {
    let which = match form.which.parse::<NotificationId>() {
        Ok(one) => Some(vec![one]),
        Err(_) if form.which == "all" => None,
        Err(_) => return Redirect::to(LIST).into_response(),
    };
    let all = which.is_none();
    match door.collab.read_notifications(&by, which).await {
        Ok(_) if all => door.done(LIST, "Everything is marked as read."),
        Ok(_) => Redirect::to(LIST).into_response(),
        Err(error) => door.sorry(LIST, &error, &[]),
    }
}

/// A box that is not ticked is not sent at all, so what is there is what is wanted: `mention-here`, `mention-mail`, …
async fn prefer(Extension(door): Extension<Door>, By(by): By, Form(ticked): Form<Vec<(String, String)>>) -> Response {
    let ticked: HashSet<String> = ticked.into_iter().map(|(name, _)| name).collect();
    match set_all(&door, &by, &ticked).await {
        Ok(()) => door.done(LIST, "Saved."),
        Err(error) => door.sorry(LIST, &error, &[]),
    }
}

async fn set_all(door: &Door, by: &Caller, ticked: &HashSet<String>) -> Result<(), CollabError> {
    for kind in NotificationKind::ALL {
        let is_ticked = |way: &str| ticked.contains(&format!("{}-{way}", kind.as_str()));
        let wish = NotificationPreference { kind, in_app: is_ticked("here"), mail: is_ticked("mail") };
        door.collab.set_preference(by, wish).await?;
    }
    Ok(())
}
